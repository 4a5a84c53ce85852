"""Saving a case: what was changed is written, and everything else of the file survives, whatever it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb_app.domain.own_case import FileStamp
from kb_app.formats.case_tidying import tidied
from kb_app.formats.case_writer import NotWritableError, render, revise
from kb_app.formats.front_matter import read_case, split
from kb_app.formats.yaml_nodes import Mapping, parse
from kb_app.storage.own_cases.text_file import read_text, text_bytes, with_line_ends
from tests.case_files import GOOD, case, front

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary


class Brief:
    """The vocabulary in a few words, for what is printed of a failure."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary


@pytest.fixture(scope="session")
def words(vocabulary: Vocabulary) -> Brief:
    return Brief(vocabulary)


WORDS = st.text(st.sampled_from("窓口押印あA1 :#-'\"[]{}&*!|>%@`,?\\ｶ🗾\u3099"), min_size=1, max_size=12)
"""What YAML has a meaning for, and what offices write."""
SCALARS = st.sampled_from(
    ["012", "1_000", "2020-8-7", "yes", "~", "", "1e3", "0x1F", "'引用'", '"a\\tb"', "あ # 注", "2020-08-07T10:00"]
)
UNKNOWN = st.lists(st.tuples(st.sampled_from(["x-a", "x-b", "備考", "X"]), SCALARS), unique_by=lambda pair: pair[0])
COMMENTS = st.lists(st.sampled_from(["# 覚え書き", "#", "# title: 偽物"]), max_size=2)
LINES = st.lists(st.sampled_from(["## 課題", "", "本文。", "  字下げ", "- [ ] 箱", "a\u2028b", "---x"]), max_size=8)


def fields_of(text: str) -> dict[str, str]:
    """The unknown fields of a file as text."""
    front_matter = split(text).front
    assert front_matter is not None
    node = parse(front_matter)
    assert isinstance(node, Mapping)
    return {key: repr(replace(value, line=0)) for key, value in node.entries.items() if key[0] in "xX備"}


@given(
    others=st.tuples(UNKNOWN, COMMENTS),
    title=WORDS,
    tags=st.lists(WORDS, max_size=3),
    lines=LINES,
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_unknown_fields_comments_and_line_ends_survive(
    words: Brief,
    others: tuple[list[tuple[str, str]], list[str]],
    title: str,
    tags: list[str],
    lines: list[str],
    newline: str,
):
    # Given a file of another program
    unknown, comments = others
    stated = [f"{key}: {value}" for key, value in unknown]
    text = case(*comments, *stated, "tags: [a]").replace("\n", newline)
    before = read_case(text, words.vocabulary, "").case
    body = with_line_ends("\n".join(lines), before.body, newline)
    changed = tidied(replace(before, title=title, tags=tuple(tags), body=body), words.vocabulary)
    assume(changed.title)
    # When title, tags and text are changed
    written = revise(text, changed, words.vocabulary, unfinished=True)
    # Then they are read back, and the rest is as it was
    assert read_case(written, words.vocabulary, "").case == changed
    assert fields_of(written) == fields_of(text)
    assert all(f"{comment}{newline}" in written for comment in comments)
    assert written.count("\n") == written.count(newline)
    # and writing the old values again changes nothing but spelling
    assert fields_of(revise(written, before, words.vocabulary, unfinished=True)) == fields_of(text)


@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=40), title=WORDS)
def test_any_text_of_a_new_case_reads_back(words: Brief, body: str, title: str):
    fresh = tidied(
        replace(read_case(GOOD, words.vocabulary, "").case, title=title, body=body.replace("\x00", "")),
        words.vocabulary,
    )
    assume(fresh.title)
    assert read_case(render(fresh, words.vocabulary, unfinished=True), words.vocabulary, "").case == fresh


@given(old=LINES, new=LINES, newline=st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_that_stayed_keep_their_ends(old: list[str], new: list[str], newline: str):
    before = newline.join(old)
    assert with_line_ends("\n".join(old), before, newline) == before
    assert with_line_ends("\n".join(new), before, newline) == newline.join(new)


def test_mixed_line_ends_stay_where_nothing_was_changed():
    assert with_line_ends("a\nb\nneu\nc\nd", "a\r\nb\nc\r\nd", "\r\n") == "a\r\nb\nneu\r\nc\r\nd"
    assert with_line_ends("a", "a\n", "\n") == "a"
    assert with_line_ends("", "a\n", "\n") == ""


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    data=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp932"]),
    mark=st.booleans(),
)
def test_a_file_is_written_so_that_it_reads_the_same(text: str, data: str, mark: bool):
    text = text.replace("\x00", "").lstrip("\ufeff")
    assume(text)
    has_mark = data.startswith("utf-16") or (mark and data == "utf-8")
    made, stamp = text_bytes(text, FileStamp("", data, has_mark))
    found = read_text(made)
    assert found is not None
    assert found[0] == text
    assert found[1].digest == stamp.digest
    assert found[1].encoding == stamp.encoding


def test_rows_keep_what_is_not_known_of_them(words: Brief):
    text = front(
        "title: 題",
        "municipality: {name: 湖西市}",
        "outcomes:",
        "  - {metric: 時間, unit: 分, after: 5, memo: 私見} # 一つ目",
        "  - {metric: 件数, unit: 件, after: 7, memo: 他}",
    )
    before = read_case(text, words.vocabulary, "").case
    first, second = before.outcomes
    # When rows change places, one is changed and one is added, then each keeps its own
    changed = replace(before, outcomes=(replace(second, after=8), first, replace(first, metric="新")))
    written = revise(text, changed, words.vocabulary)
    assert read_case(written, words.vocabulary, "").case == changed
    assert written.index("memo: 他") < written.index("memo: 私見")
    # and one that is taken away goes with what was in it
    assert "私見" not in revise(text, replace(before, outcomes=(second,)), words.vocabulary)


def test_a_text_that_begins_with_a_rule_is_text(words: Brief):
    text = "---\nただの文\n---\n本文\n"
    before = read_case(text, words.vocabulary, "題").case
    assert (
        revise(text, replace(before, body="別の文\n"), words.vocabulary, fallback_title="題", unfinished=True)
        == "別の文\n"
    )
    tagged = revise(text, replace(before, tags=("窓口",)), words.vocabulary, fallback_title="題", unfinished=True)
    assert tagged.endswith(f"---\n{text}")
    # and a text that would be taken for fields gets some, so that it is none
    ruled = revise(
        "本文\n",
        replace(read_case("本文\n", words.vocabulary, "題").case, body="---\na: b\n---\n"),
        words.vocabulary,
        fallback_title="題",
        unfinished=True,
    )
    assert read_case(ruled, words.vocabulary, "題").case.body == "---\na: b\n---\n"


def test_an_unfinished_case_is_refused_where_a_whole_one_is_wanted(words: Brief):
    unfinished = replace(read_case(GOOD, words.vocabulary, "").case, title="題", steps=("nobody_knows",))
    with pytest.raises(NotWritableError):
        render(unfinished, words.vocabulary)
    assert "nobody_knows" in render(unfinished, words.vocabulary, unfinished=True)
