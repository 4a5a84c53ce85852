"""`note`, `tag`, `classify` and `status`, and what `search` and `list` make of them."""

from __future__ import annotations

import gc
import json
import shutil
import sqlite3
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb_app.bootstrap import App
    from tests.cli.conftest import Answer

PORTAL, CHATBOT = "aizuwakamatsu-city-os-portal", "kosai-line-chatbot"
NOTE_KEYS = [
    *("id", "document", "text", "visibility", "author", "section"),
    *("created_at", "updated_at", "revision", "deleted_at"),
]
STATE_KEYS = ["id", "step", "area", "measure", "barrier", "tags", "status", "starred", "added", "taken"]


@pytest.fixture
def fresh(run: Callable[..., Answer], tmp_path: Path, library_app: App) -> Callable[..., Answer]:
    """Runs a command line, in English, on a data folder of the test's own, indexed; `typed` is its standard input."""
    shutil.copytree(library_app.paths.data_dir, tmp_path / "data")

    def command(*words: str, typed: str = "") -> Answer:
        return run("--data-dir", tmp_path / "data", "--lang", "en", *words, typed=typed)

    return command


def done(answer: Answer) -> Any:
    assert (answer.code, answer.err) == (0, "")
    return answer.json


def refused(answer: Answer, *sentences: str) -> None:
    """One sentence on standard error, nothing on standard output, code 1."""
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert all(sentence in answer.err for sentence in sentences), answer.err


# --------------------------------------------------------------------------------------------------------------- notes


def test_a_note_is_added_shown_listed_and_deleted(fresh: Callable[..., Answer]):
    # Given a note on a document
    note = done(fresh("note", "add", CHATBOT, "環境課に聞く", "--visibility", "internal", "--json"))
    assert list(note) == NOTE_KEYS
    assert uuid.UUID(note["id"]).version == 4
    assert (note["document"], note["text"], note["visibility"], note["revision"]) == (
        CHATBOT,
        "環境課に聞く",
        "internal",
        1,
    )
    assert (note["author"], note["section"], note["deleted_at"]) == ("", "", None)
    assert note["created_at"] == note["updated_at"]
    assert datetime.fromisoformat(note["created_at"]).utcoffset() is not None
    # Then it is shown and listed as it is
    assert done(fresh("note", "show", note["id"], "--json")) == note
    assert done(fresh("note", "list", "--json")) == done(fresh("note", "list", CHATBOT, "--json")) == [note]
    assert done(fresh("note", "list", PORTAL, "--json")) == done(fresh("note", "list", "--deleted", "--json")) == []
    # and when it is deleted it lies in the wastebasket, from which it comes back
    gone = done(fresh("note", "delete", note["id"], "--json"))
    assert gone["deleted_at"]
    assert (gone["text"], gone["revision"]) == ("環境課に聞く", 2)
    assert done(fresh("note", "list", "--json")) == []
    assert done(fresh("note", "list", "--deleted", "--json")) == [gone]
    back = done(fresh("note", "restore", note["id"], "--json"))
    assert (back["deleted_at"], back["revision"]) == (None, 3)
    assert done(fresh("note", "list", "--json")) == [back]


def test_notes_on_their_own(fresh: Callable[..., Answer]):
    own = done(fresh("note", "add", "-", "庁内で聞く", "--json"))
    done(fresh("note", "add", CHATBOT, "環境課に聞く", "--json"))
    assert (own["document"], own["visibility"]) == (None, "private")
    assert done(fresh("note", "list", "-", "--json")) == [own]
    assert [note["text"] for note in done(fresh("note", "list", "--json"))] == ["環境課に聞く", "庁内で聞く"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一行\n二行\n", "一行\n二行\n"),
        ("一行\r\n二行\r\n", "一行\n二行\n"),
        ("- [ ] 箱", "- [ ] 箱"),
        ("a\0b", "ab"),
        ("\udce3x", "\ufffdx"),
    ],
    ids=ascii,
)
def test_a_text_is_read_from_standard_input(fresh: Callable[..., Answer], typed: str, kept: str):
    assert done(fresh("note", "add", "-", "-", "--json", typed=typed))["text"] == kept


@pytest.mark.parametrize("words", [("- [ ] 確認する",), ("--", "--json"), ("--", "-x")])
def test_a_text_that_begins_with_a_hyphen(fresh: Callable[..., Answer], words: tuple[str, ...]):
    assert fresh("note", "add", "-", *words).code == 0
    assert [note["text"] for note in done(fresh("note", "list", "--json"))] == [words[-1]]


def test_a_person_reads_whose_note_it_is_and_its_text(fresh: Callable[..., Answer]):
    note = done(fresh("note", "add", CHATBOT, "一行\n二行", "--visibility", "public", "--json"))
    shown = fresh("note", "show", note["id"]).out.splitlines()
    when = f"{datetime.fromisoformat(note['updated_at']).astimezone():%Y-%m-%d %H:%M}"
    assert shown == [f"{note['id']}  {CHATBOT}", "May be published", when, "", "一行", "二行"]
    assert fresh("note", "list").out == f"{note['id']}\t{CHATBOT}\t{when}\t一行\n"
    assert "in the wastebasket" in fresh("note", "delete", note["id"]).out.splitlines()


def test_what_cannot_be_kept_is_said(fresh: Callable[..., Answer]):
    for empty in ("", " ", "\u3000"):
        refused(fresh("note", "add", "-", empty, "--json"), "The note could not be saved. Cause: it has no text")
    refused(fresh("note", "add", "-", "-", "--json", typed=""), "it has no text")
    refused(fresh("note", "add", "-", "-", "--json", typed="x" * 5_000_000), "it has 5,000,000 characters")
    refused(fresh("note", "add", "nobody", "雨", "--json"), "no document has the id “nobody”")
    assert done(fresh("note", "list", "--json")) == []


@pytest.mark.parametrize("act", ["show", "delete", "restore"])
@pytest.mark.parametrize("unknown", ["nobody", "", "\udce3", CHATBOT], ids=ascii)
def test_a_note_that_there_is_not_is_said(fresh: Callable[..., Answer], act: str, unknown: str):
    refused(fresh("note", act, unknown, "--json"), "The note could not be found. Cause: no note has the id “")


# ---------------------------------------------------------------------------------------------------------------- tags


def test_tags_are_added_listed_and_removed(fresh: Callable[..., Answer]):
    state = done(fresh("tag", "add", CHATBOT, "視察候補", "#出張", "--json"))
    assert list(state) == STATE_KEYS
    assert state["id"] == CHATBOT
    assert state["tags"][-2:] == ["視察候補", "出張"]
    assert (state["added"], state["taken"]) == ({"tag": ["視察候補", "出張"]}, {})
    done(fresh("tag", "add", PORTAL, "出張", "--json"))
    assert done(fresh("tag", "list", "--json")) == [{"name": "出張", "count": 2}, {"name": "視察候補", "count": 1}]
    assert fresh("tag", "list").out == "2\t出張\n1\t視察候補\n"
    state = done(fresh("tag", "remove", CHATBOT, "出張", "視察候補", "--json"))
    assert not {"出張", "視察候補"} & set(state["tags"])
    assert (state["added"], state["taken"]) == ({}, {})
    assert done(fresh("tag", "list", "--json")) == [{"name": "出張", "count": 1}, {"name": "視察候補", "count": 0}]


def test_a_tag_of_the_file_is_taken_off_and_put_on_again(fresh: Callable[..., Answer]):
    of_file = done(fresh("show", PORTAL, "--json"))["tags"]
    assert "LINE" in of_file
    state = done(fresh("tag", "remove", PORTAL, "ｌｉｎｅ", "--json"))
    assert "LINE" not in state["tags"]
    assert (state["added"], state["taken"]) == ({}, {"tag": ["LINE"]})
    state = done(fresh("tag", "add", PORTAL, "line", "--json"))
    assert (set(state["tags"]), state["taken"]) == (set(of_file), {})


def test_tags_are_renamed_merged_and_deleted(fresh: Callable[..., Answer]):
    fresh("tag", "add", CHATBOT, "視察", "出張")
    fresh("tag", "add", PORTAL, "見学")
    assert done(fresh("tag", "rename", "出張", "出張先", "--json"))[0] == {"name": "出張先", "count": 1}
    assert {"name": "見学", "count": 2} in done(fresh("tag", "merge", "視察", "見学", "--json"))
    assert done(fresh("tag", "delete", "出張先", "--json")) == [{"name": "見学", "count": 2}]
    refused(fresh("tag", "rename", "視察", "x", "--json"), "no tag of yours is called “視察”")
    refused(fresh("tag", "merge", "見学", "視察", "--json"), "no tag of yours is called “視察”")
    refused(fresh("tag", "merge", "見学", "見学", "--json"), "both are the same tag")
    refused(fresh("tag", "delete", "視察", "--json"), "no tag of yours is called “視察”")
    fresh("tag", "add", PORTAL, "予算")
    refused(fresh("tag", "rename", "予算", "見学", "--json"), "there is a tag “見学” already", "Merge the two instead")


@pytest.mark.parametrize("bad", ["", "\u3000", "\u200b", "#", "あ" * 500], ids=lambda bad: ascii(bad)[:10])
def test_a_bad_name_among_good_ones_changes_nothing(fresh: Callable[..., Answer], bad: str):
    refused(fresh("tag", "add", CHATBOT, "視察", bad, "--json"), "The tag could not be added. Cause: it has ")
    assert done(fresh("tag", "list", "--json")) == []


# ---------------------------------------------------------------------------------------------------- classify, status


def test_a_document_is_classified_and_what_its_file_says_comes_back(fresh: Callable[..., Answer]):
    case = done(fresh("show", PORTAL, "--json"))
    assert case["steps"] == ["organization_talent", "execute_measure"]
    words = ("--step", "mindset", "--step", "plan_and_act", "--area", "ai_rpa", "--not-step", "execute_measure")
    state = done(fresh("classify", PORTAL, *words, "--json"))
    assert list(state) == STATE_KEYS
    assert state["step"] == ["organization_talent", "mindset", "plan_and_act"]
    assert state["added"] == {"step": ["mindset", "plan_and_act"], "area": ["ai_rpa"]}
    assert state["taken"] == {"step": ["execute_measure"]}
    # The other axes are as they were, without anything to do it tells the state, and an axis can be put back
    assert (state["measure"], state["barrier"]) == (case["related_measures"], case["barriers"])
    assert done(fresh("classify", PORTAL, "--json")) == state
    state = done(fresh("classify", PORTAL, "--clear", "step", "--json"))
    assert (state["step"], state["added"], state["taken"]) == (case["steps"], {"area": ["ai_rpa"]}, {})


@pytest.mark.parametrize("axis", ["step", "area", "measure", "barrier"])
def test_an_unknown_value_is_named_with_those_there_are_and_changes_nothing(fresh: Callable[..., Answer], axis: str):
    known = list(done(fresh("search", "--json"))["facets"][axis])
    words = (f"--{axis}", known[0], f"--not-{axis}", "nothing")
    refused(fresh("classify", PORTAL, *words, "--json"), "“nothing”", "Known: ", known[0])
    assert done(fresh("classify", PORTAL, "--json"))["added"] == {}


def test_status_and_star(fresh: Callable[..., Answer]):
    assert done(fresh("status", PORTAL, "--json"))["status"] == "unread"
    state = done(fresh("status", PORTAL, "candidate", "--star", "--json"))
    assert (state["status"], state["starred"]) == ("candidate", True)
    state = done(fresh("status", PORTAL, "rejected", "--json"))
    assert (state["status"], state["starred"]) == ("rejected", True)
    state = done(fresh("status", PORTAL, "--no-star", "--json"))
    assert (state["status"], state["starred"]) == ("rejected", False)
    assert fresh("status", PORTAL, "reference", "--star").out.splitlines()[:2] == [PORTAL, "Status: Reference ★"]


@pytest.mark.parametrize(
    "words",
    [
        ("show", "{}"),
        ("tag", "add", "{}", "視察"),
        ("tag", "remove", "{}", "視察"),
        ("classify", "{}"),
        ("status", "{}", "candidate"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("unknown", ["nobody", "", "\udce3", "-"], ids=ascii)
def test_a_document_that_there_is_not_is_said(fresh: Callable[..., Answer], words: tuple[str, ...], unknown: str):
    refused(fresh(*(word.format(unknown) for word in words), "--json"), "no document has the id “")


# ----------------------------------------------------------------------------------------------------------- finding it


def test_what_was_added_is_searched_filtered_and_listed(fresh: Callable[..., Answer]):
    # Given a note, a tag, a step, a status and a star, and an index of before
    note = done(fresh("note", "add", CHATBOT, "かわせみが来た", "--json"))
    fresh("tag", "add", CHATBOT, "視察候補")
    fresh("classify", CHATBOT, "--step", "mindset")
    fresh("status", CHATBOT, "candidate", "--star")

    def ids(*words: str) -> set[str]:
        return {hit["id"] for hit in done(fresh("search", *words, "--all", "--json"))["hits"]}

    # When there is a search, then all of it is in the index
    assert ids("視察候補") == ids("--tag", "視察候補") == ids("--status", "candidate") == ids("--star") == {CHATBOT}
    assert (
        ids("かわせみ") == ids("--kind", "note") == ids("かわせみ", "--kind", "note", "--kind", "case") == {note["id"]}
    )
    assert ids("--kind", "note", "--tag", "視察候補", "--status", "candidate", "--star") == {note["id"]}
    assert ids("--status", "candidate", "--step", "mindset", "--star", "--kind", "case") == {CHATBOT}
    assert ids("--status", "rejected") == set()
    assert [hit["id"] for hit in done(fresh("list", "--star", "--json"))] == [CHATBOT]
    assert [hit["id"] for hit in done(fresh("list", "--star", "--kind", "note", "--json"))] == [note["id"]]
    found = done(fresh("search", "--star", "--json"))
    assert (found["facets"]["star"], found["facets"]["status"]) == ({"yes": 1}, {"candidate": 1})
    (hit,) = found["hits"]
    assert (hit["notes"], hit["status"], hit["starred"]) == (1, "candidate", True)
    (about,) = done(fresh("search", "かわせみ", "--star", "--all", "--json"))["hits"]
    assert (about["kind"], about["title"], about["document"]) == ("note", "かわせみが来た", CHATBOT)
    assert about["document_title"] == hit["title"]
    # and of one in the wastebasket nothing
    fresh("note", "delete", note["id"])
    assert ids("かわせみ") == set()


def test_a_person_is_told_what_is_a_note(fresh: Callable[..., Answer]):
    fresh("note", "add", CHATBOT, "かわせみが来た")
    assert "Note" in fresh("search", "かわせみ", "--all").out


# ------------------------------------------------------------------------------------------------------------- manners


ACTS = {
    "note list": ("note", "list"),
    "note add": ("note", "add", "-", "雨"),
    "tag list": ("tag", "list"),
    "tag add": ("tag", "add", CHATBOT, "視察"),
    "classify": ("classify", CHATBOT),
    "status": ("status", CHATBOT),
}


@pytest.mark.parametrize("words", ACTS.values(), ids=list(ACTS))
def test_json_may_stand_anywhere_behind_the_verb(fresh: Callable[..., Answer], words: tuple[str, ...]):
    for place in range(1, len(words) + 1):
        answer = fresh(*words[:place], "--json", *words[place:])
        assert (answer.code, answer.err) == (0, "")
        assert isinstance(json.loads(answer.out), dict | list)


@pytest.mark.parametrize(
    "words",
    [
        ("note",),
        ("note", "dance"),
        ("note", "add"),
        ("note", "add", CHATBOT),
        ("note", "add", CHATBOT, "雨", "雪"),
        ("note", "add", CHATBOT, "雨", "--visibility", "secret"),
        ("note", "show"),
        ("tag",),
        ("tag", "add", CHATBOT),
        ("tag", "rename", "視察"),
        ("tag", "merge", "視察"),
        ("classify",),
        ("classify", CHATBOT, "--clear", "band"),
        ("classify", CHATBOT, "--band", "x"),
        ("status",),
        ("status", CHATBOT, "dull"),
        ("status", CHATBOT, "--star", "--no-star"),
        ("search", "--status", "dull"),
        ("search", "--kind", "memo"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_with_code_two(fresh: Callable[..., Answer], words: tuple[str, ...]):
    answer = fresh(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "usage: kb-app" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "words",
    [("note", "add"), ("note", "list"), ("note", "restore"), ("tag", "merge"), ("tag", "delete"), ("tag", "add")],
)
def test_every_act_has_help(fresh: Callable[..., Answer], words: tuple[str, ...]):
    answer = fresh(*words, "--help")
    assert answer.code == 0
    assert f"usage: kb-app {' '.join(words)}" in answer.out


def test_a_database_that_another_program_keeps_is_one_sentence(
    fresh: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kb_app.storage.database._BUSY_SECONDS", 0.1)
    writing = sqlite3.connect(tmp_path / "data" / "casebook.db", isolation_level=None)
    writing.execute("begin immediate")
    for words in (("note", "add", "-", "雨"), ("tag", "add", CHATBOT, "視察"), ("status", CHATBOT, "candidate")):
        refused(fresh(*words, "--json"), "The database could not be used. Cause: another program is writing to it")
    writing.execute("rollback")
    writing.close()
    assert done(fresh("note", "list", "--json")) == done(fresh("tag", "list", "--json")) == []


def test_what_was_kept_is_there_when_the_index_is_thrown_away(fresh: Callable[..., Answer], tmp_path: Path):
    note = done(fresh("note", "add", CHATBOT, "かわせみが来た", "--json"))
    fresh("search", "かわせみ")
    gc.collect()  # Windows keeps what is mapped
    shutil.rmtree(tmp_path / "data" / "index")
    assert done(fresh("note", "list", "--json")) == [note]
    assert [hit["id"] for hit in done(fresh("search", "かわせみ", "--all", "--json"))["hits"]] == [note["id"]]
    assert fresh("index", "--rebuild").code == 0
    assert [hit["id"] for hit in done(fresh("search", "かわせみ", "--all", "--json"))["hits"]] == [note["id"]]
