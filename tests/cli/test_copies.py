"""Copies of bundled cases on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.case_files import copy_of, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.bootstrap import App
    from tests.cli.conftest import Answer

ORIGINAL, COPY = "aizuwakamatsu-city-os-portal", "my-copy"


@pytest.fixture
def work(run: Callable[..., Answer], office: App) -> Callable[..., Answer]:
    write(office.paths.own_cases_dir / "copy.md", copy_of(ORIGINAL))
    return lambda *words: run("--data-dir", office.paths.data_dir, "--lang", "en", *words)


def test_lists_and_searches_have_the_copy_in_the_place_of_the_original(work: Callable[..., Answer]):
    listed = {hit["id"]: hit["derived_from"] for hit in work("list", "--json").json}
    assert listed[COPY] == ORIGINAL
    assert ORIGINAL not in listed
    found = work("search", ORIGINAL, "除雪車", "--all", "--json").json
    assert found["total"] == 0
    assert work("list", "--prefecture", "福島県", "--json").json[0]["id"] != ORIGINAL


def test_both_are_shown_by_their_id(work: Callable[..., Answer]):
    work("index")
    assert work("show", ORIGINAL, "--json").json["id"] == ORIGINAL
    assert f"Copy of: {ORIGINAL}" in work("show", COPY).out


def test_notes_and_tags_of_one_are_those_of_both(work: Callable[..., Answer]):
    work("index")
    work("note", "add", ORIGINAL, "原本のメモ")
    work("tag", "add", ORIGINAL, "視察候補")
    notes = work("note", "list", COPY, "--json").json
    assert [(note["document"], note["text"]) for note in notes] == [(ORIGINAL, "原本のメモ")]
    assert [hit["id"] for hit in work("list", "--tag", "視察候補", "--json").json] == [COPY]
    assert work("tag", "remove", COPY, "視察候補", "--json").json["tags"] == []
    assert work("list", "--tag", "視察候補", "--json").json == []
