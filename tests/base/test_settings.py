"""Settings survive a broken file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kb_app.base.settings import Settings, load_settings, save_settings
from tests.case_files import write

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = Settings(language="en", theme="dark", text_scale=150, plan_version="mic-3.0", layout={"window": "AAAA"})


def test_what_was_saved_is_loaded(tmp_path: Path):
    # Given a folder that is not there yet
    place = tmp_path / "new" / "settings.json"
    # When settings are saved
    save_settings(place, CHOSEN)
    # Then they are loaded as they were
    assert load_settings(place) == CHOSEN


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    assert load_settings(tmp_path / "settings.json") == Settings(language="ja", text_scale=100)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"text"', "設定".encode("cp932")])
def test_a_broken_file_gives_the_defaults_and_stays_as_it_is(tmp_path: Path, content: bytes):
    # Given a file that holds no settings
    place = write(tmp_path / "settings.json", content)
    # When it is loaded
    loaded = load_settings(place)
    # Then the defaults hold and nothing was repaired behind the person's back
    assert loaded == Settings()
    assert place.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", None),
        ("theme", "pink"),
        ("text_scale", "150"),
        ("text_scale", True),
        ("text_scale", 99),
        ("text_scale", 201),
        ("text_scale", 150.0),
        ("plan_version", 3),
        ("layout", ["window"]),
        ("layout", {"window": 3}),
    ],
)
def test_a_wrong_value_gives_way_to_its_default_and_takes_no_other_with_it(tmp_path: Path, name: str, value: Any):
    # Given a file in which a single value is wrong
    stored = {
        "language": "en",
        "theme": "dark",
        "text_scale": 150,
        "plan_version": "mic-3.0",
        "layout": {"window": "AAAA"},
    }
    place = write(tmp_path / "settings.json", json.dumps(stored | {name: value}))
    # When it is loaded
    loaded = load_settings(place)
    # Then that one is the default and the others are as chosen
    assert getattr(loaded, name) == getattr(Settings(), name)
    assert [key for key in stored if getattr(loaded, key) != getattr(CHOSEN, key)] == [name]


def test_the_bounds_of_the_text_scale_are_allowed(tmp_path: Path):
    for scale in (100, 200):
        assert load_settings(write(tmp_path / "settings.json", json.dumps({"text_scale": scale}))).text_scale == scale


def test_an_unknown_setting_of_a_newer_program_is_passed_over(tmp_path: Path):
    place = write(tmp_path / "settings.json", json.dumps({"theme": "dark", "font": "BIZ UDGothic"}))
    assert load_settings(place) == Settings(theme="dark")


def test_layout_is_added_to_the_places_that_are_remembered():
    before = Settings(layout={"window": "a", "splitter": "b"})
    assert before.with_layout({"window": "c"}).layout == {"window": "c", "splitter": "b"}
    assert before.layout["window"] == "a"
