"""Names of files: whatever a person typed, every system takes what comes of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb_app.domain.file_names import free_stem, safe_file_name, safe_stem, same_name

DEVICES = ("con", "prn", "aux", "nul", "com1", "lpt9", "com¹")


def stem(text: str, most_bytes: int = 200) -> str:
    return safe_stem(text, fallback="事例", most_bytes=most_bytes)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("窓口の押印廃止", "窓口の押印廃止"),
        ("CON", "_CON"),
        ("nul.tar", "_nul.tar"),
        ("COM1 ", "_COM1"),
        ("COM10", "COM10"),
        ("end.", "end"),
        (" . ", "事例"),
        ("..", "事例"),
        ("", "事例"),
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f＂g＜h＞i｜j"),
        ("一行目\r\n二行目\t\x00\x07", "一行目 二行目"),
        ("か\u3099", "が"),
        ("\ud800", "\ufffd"),
        ("a\u202egnp.exe", "agnp.exe"),
    ],
)
def test_a_title_becomes_a_name(typed: str, name: str):
    assert stem(typed) == name


def test_a_long_title_is_cut_between_characters_that_a_person_sees():
    family = "👨\u200d👩\u200d👧"
    assert stem(family * 20, 40) == family * 2
    assert stem("あ" * 300, 100) == "あ" * 33


@given(text=st.text(), most=st.integers(30, 250))
@example("CON" * 100, 30)
@example("a" + " ." * 50, 31)
@example("com1." + "x" * 100, 30)
def test_any_text_becomes_a_name_that_every_system_takes(text: str, most: int):
    # When any text is made a name
    name = stem(text, most)
    # Then it is short enough, and nothing in it is refused anywhere
    assert 0 < len(name.encode("utf-8")) <= most
    assert not set(name) & set('<>:"/\\|?*')
    assert all(unicodedata.category(sign) not in ("Cc", "Cs") for sign in name)
    assert name == name.strip(". ")
    assert name.partition(".")[0].rstrip().lower() not in DEVICES
    assert unicodedata.is_normalized("NFC", name)


@given(name=st.text())
def test_a_file_keeps_its_ending(name: str):
    made = safe_file_name(f"{name}x.PNG", fallback="f", most_bytes=60)
    assert made.endswith(".png")
    assert len(made.encode("utf-8")) <= 60


def test_a_file_without_an_ending_has_none():
    assert safe_file_name("添付資料", fallback="f", most_bytes=60) == "添付資料"
    assert safe_file_name("../../etc/passwd", fallback="f", most_bytes=60) == "passwd"


def test_a_taken_name_gets_a_number_also_where_only_the_case_differs():
    taken = {same_name("Umbrella"), same_name("umbrella (2)")}
    assert free_stem("umbrella", taken, most_bytes=100) == "umbrella (3)"
    assert free_stem("が", {same_name("か\u3099")}, most_bytes=100) == "が (2)"
    assert free_stem("あ" * 10, {same_name("あ" * 10)}, most_bytes=30) == "あ" * 8 + " (2)"
