"""A change is whole or nothing, is said in words when it fails, and can be undone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.base.errors import KbError
from kb_app.domain.change import Change, ChangedSinceError, joined
from kb_app.domain.note import Note, Visibility
from kb_app.domain.taxonomy import Axis
from kb_app.storage.database import integrity
from tests.storage.conftest import Clock, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("english")


def add_note(desk: Desk, text: str, document: str = "a") -> Note:
    return desk.notes.add(Note("", document, text, Visibility.PRIVATE, "", "", "", "", 0), "")


def test_an_error_in_the_middle_leaves_nothing(desk: Desk):
    desk.tags.put_on(["a"], ["視察"])
    before = desk.content()
    with suppress(ZeroDivisionError), desk.rows.act():
        desk.rows.add("tags", name="予算", folded="予算")
        raise ZeroDivisionError
    assert (desk.content(), desk.log.latest()) == (before, 1)
    # and the next act is one of its own
    assert desk.tags.put_on(["a"], ["予算"])


def test_a_change_names_its_author_and_an_author_without_a_name_takes_none_away(desk: Desk):
    desk.tags.put_on(["a"], ["視察"])
    desk.author = ""
    desk.tags.rename("視察", "見学")
    assert [row["author"] for row in desk.rows.find("select author from tags")] == ["山田"]
    desk.author = "鈴木"
    desk.tags.rename("見学", "視察")
    assert [row["author"] for row in desk.rows.find("select author from tags")] == ["鈴木"]


def test_an_author_with_half_a_character_in_the_name_can_write(desk: Desk):
    desk.author = "山\ud842"
    assert add_note(desk, "雨").author == "山\ufffd"


def test_a_deleted_row_keeps_its_content_and_says_when(desk: Desk, clock: Clock):
    desk.tags.put_on(["a"], ["視察"])
    clock.back(days=1)
    desk.tags.delete("視察")
    ((row),) = desk.rows.find("select * from tags")
    assert (row["name"], row["revision"]) == ("視察", 2)
    assert row["created_at"] == row["updated_at"] == row["deleted_at"]


# ------------------------------------------------------------------------------------------------------------- undoing


def test_changes_of_one_row_are_undone_one_after_the_other(desk: Desk):
    changes = [desk.annotations.set_state(["a"], status=status) for status in ("candidate", "rejected", "reference")]
    seen = []
    for change in reversed(changes):
        desk.rows.undo(change)
        seen.append(str(desk.annotations.of_document("a").status))
    assert seen == ["rejected", "candidate", "unread"]


def test_a_change_is_not_undone_before_the_one_that_came_after_it(desk: Desk):
    first = desk.annotations.set_state(["a", "b"], status="candidate")
    desk.annotations.set_state(["b"], status="rejected")
    before = desk.content()
    with pytest.raises(ChangedSinceError) as error:
        desk.rows.undo(first)
    assert str(error.value) == "This could not be undone. Cause: it was changed again since"
    assert desk.content() == before


def test_what_another_connection_changed_since_is_not_overwritten(open_desk: Callable[[], Desk]):
    one, other = open_desk(), open_desk()
    note = add_note(one, "一")
    deletion = one.notes.delete(note.id)
    other.notes.rewrite(note.id, lambda _text: "二", "other")
    with pytest.raises(ChangedSinceError):
        one.rows.undo(deletion)
    assert other.notes.note(note.id).text == "二"


def test_changes_that_were_joined_are_undone_as_one(desk: Desk):
    before = desk.content(with_times=False)
    change = joined(
        [
            desk.tags.put_on(["a"], ["一", "二"]),
            desk.tags.rename("一", "三"),
            desk.tags.merge("二", "三"),
            desk.tags.delete("三"),
        ]
    )
    again = desk.rows.undo(change)
    assert desk.content(with_times=False) == before
    desk.rows.undo(again)
    assert desk.tags.counts() == ()


def test_undoing_nothing_changes_nothing(desk: Desk):
    assert not desk.rows.undo(Change())
    assert desk.log.latest() == 0


DOCUMENTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3)
NAME = st.sampled_from(["視察", "見学", "LINE", "ｌｉｎｅ", "BPR"])
VALUES = st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=2)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["put_on", "take_off"]), DOCUMENTS, st.lists(NAME, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["rename", "merge"]), NAME, NAME),
        st.tuples(st.just("delete"), NAME),
        st.tuples(st.just("classify"), DOCUMENTS, st.sampled_from([Axis.STEP, Axis.AREA]), VALUES, st.booleans()),
        st.tuples(st.just("restore"), DOCUMENTS, st.sampled_from([Axis.STEP, Axis.AREA]), st.none() | VALUES),
        st.tuples(st.just("status"), DOCUMENTS, st.sampled_from(["unread", "candidate", "rejected"])),
        st.tuples(st.just("star"), DOCUMENTS, st.integers(0, 1)),
        st.tuples(st.just("undo_last")),
    ),
    max_size=14,
)


def do(desk: Desk, act: tuple[Any, ...], made: list[Change]) -> Change:
    name, *values = act
    match name:
        case "classify":
            documents, axis, found, taken = values
            return desk.annotations.classify(documents, axis, found, taken=taken)
        case "restore":
            return desk.annotations.restore(*values)
        case "status":
            return desk.annotations.set_state(values[0], status=values[1])
        case "star":
            return desk.annotations.set_state(values[0], is_starred=values[1])
        case "undo_last":
            return desk.rows.undo(made[-1]) if made else Change()
    change: Change = getattr(desk.tags, name)(*values)
    return change


def seen(desk: Desk) -> tuple[Any, ...]:
    """All that a person sees."""
    return desk.tags.counts(), [desk.annotations.of_document(document) for document in "abc"]


@settings(max_examples=60)
@given(before=ACTS, acts=ACTS)
def test_undoing_everything_newest_first_brings_everything_back(
    before: list[tuple[Any, ...]], acts: list[tuple[Any, ...]]
):
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "casebook.db", Clock())
        try:
            # Given a database with something in it, also with what was deleted
            run(desk, before)
            rows, shown = all_rows(desk), seen(desk)
            # When a series of things is done, which may be undone and done again,
            made = run(desk, acts)
            done = seen(desk)
            # and all of it is undone, the newest first
            undone = [desk.rows.undo(change) for change in reversed(made)]
            # Then all is as before, but for revisions and times, and for what is deleted now and was not there
            after = all_rows(desk)
            assert {uuid: row for uuid, row in after.items() if uuid in rows} == rows
            assert all(row["deleted_at"] is not None for uuid, row in after.items() if uuid not in rows)
            assert seen(desk) == shown
            # and undoing that brings back what was done
            for change in reversed(undone):
                desk.rows.undo(change)
            assert seen(desk) == done
        finally:
            desk.close()


def run(desk: Desk, acts: list[tuple[Any, ...]]) -> list[Change]:
    made: list[Change] = []
    for act in acts:
        with suppress(KbError):  # no such tag, or the same one
            made.append(do(desk, act, made))
    return made


def all_rows(desk: Desk) -> dict[str, dict[str, Any]]:
    return {
        row["uuid"]: {name: value for name, value in row.items() if name not in ("revision", "updated_at")}
        for table in ("tags", "document_tags", "classifications", "document_states")
        for row in desk.rows.find(f"select * from {table}")
    }


# ------------------------------------------------------------------------------------------------------------- trouble


CHANGES: dict[str, Callable[[Desk], object]] = {
    "note": lambda desk: add_note(desk, "雪"),
    "text": lambda desk: desk.notes.rewrite(desk.notes.every()[0].id, lambda text: f"{text}。", "two"),
    "wastebasket": lambda desk: desk.notes.delete(desk.notes.every()[0].id),
    "tags": lambda desk: desk.tags.put_on([str(number) for number in range(200)], ["視察", "見学"]),
    "rename": lambda desk: desk.tags.rename("予算", "予算案"),
    "merge": lambda desk: desk.tags.merge("予算", "決算"),
    "delete": lambda desk: desk.tags.delete("予算"),
    "classify": lambda desk: desk.annotations.classify(["a", "b"], Axis.STEP, ["x"], taken=True),
    "status": lambda desk: desk.annotations.set_state(["a", "b"], status="candidate"),
}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    add_note(desk, "雨")
    desk.tags.put_on(["a", "b"], ["予算", "決算"])
    return desk


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_database_that_another_program_keeps_is_said_and_nothing_is_changed(
    filled: Desk, tmp_path: Path, change: Callable[[Desk], object]
):
    filled.database.execute("PRAGMA busy_timeout = 50")
    before = filled.content()
    # Given another program that writes for longer than anybody waits
    writing = sqlite3.connect(tmp_path / "casebook.db", isolation_level=None)
    writing.execute("begin immediate")
    # When something is changed, then it is said, nothing was changed, and what there is can be read
    with pytest.raises(KbError, match=r"could not be used\. Cause: another program is writing to it What to do: "):
        change(filled)
    assert filled.content() == before
    # and when the other one is done, it works
    writing.execute("rollback")
    writing.close()
    change(filled)
    assert filled.content() != before


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_database_that_can_only_be_read_is_said(filled: Desk, change: Callable[[Desk], object]):
    filled.database.execute("PRAGMA query_only = 1")
    before = filled.content()
    with pytest.raises(KbError, match="Cause: the file or its folder is read-only"):
        change(filled)
    assert filled.content() == before


def test_a_full_disk_is_said_and_nothing_is_changed(filled: Desk):
    # Given a disk without room for more
    (pages,) = filled.database.execute("PRAGMA page_count").fetchone()
    filled.database.execute(f"PRAGMA max_page_count = {pages}")
    before, mark = filled.content(), filled.log.latest()
    # When a long note is kept, or tags are put on many documents
    for change in (lambda: add_note(filled, "雪" * 50_000), lambda: CHANGES["tags"](filled)):
        with pytest.raises(KbError, match="Cause: the disk is full"):
            change()
        # Then it is said, nothing was changed, and what there is can be read
        assert (filled.content(), filled.log.latest()) == (before, mark)
    # and when there is room again, it works
    filled.database.execute("PRAGMA max_page_count = 100000")
    assert add_note(filled, "雪" * 50_000).text == "雪" * 50_000
    assert integrity(filled.database) == "ok"


FULL = """
import resource, sys
from pathlib import Path
from tests.storage.conftest import Clock, Desk
from tests.storage.test_precious_rows import add_note
from kb_app.base import i18n
from kb_app.base.errors import KbError
from kb_app.base.paths import AppPaths

i18n.install("en", AppPaths.under(Path()).locales_dir)
desk = Desk(Path(sys.argv[1]), Clock())
kept = add_note(desk, "one")
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(200):
        kept = add_note(desk, "x" * 10_000)
except KbError as error:
    print(error)
print(len(desk.notes.every()), desk.notes.every()[0] == kept)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_file_that_cannot_grow_is_said_and_what_was_kept_is_there(tmp_path: Path, open_desk: Callable[[], Desk]):
    # Given a program whose files cannot grow beyond a size, as on a full disk
    words = [sys.executable, "-c", FULL, str(tmp_path / "casebook.db")]
    found = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    said, count = found.stdout.splitlines()
    # When it keeps notes until that is reached, then it is said in one sentence,
    assert said.startswith("The database could not be used. Cause: the disk is full")
    kept, is_newest = count.split()
    assert (int(kept) > 1, is_newest) == (True, "True")
    # and each note that was said to be kept is there
    after = open_desk()
    assert len(after.notes.every()) == int(kept)
    assert integrity(after.database) == "ok"


def test_connections_that_write_at_once_lose_nothing_and_wait_for_each_other(
    open_desk: Callable[[], Desk], tmp_path: Path
):
    # Given several people who write at the same time, each with a connection
    open_desk()
    start = threading.Barrier(4)

    def write(who: str) -> list[str]:
        desk = Desk(tmp_path / "casebook.db", Clock())
        desk.author = who
        start.wait()
        made = []
        for number in range(15):
            note = add_note(desk, f"{who}{number}")
            made.append(note.id)
            desk.notes.rewrite(note.id, lambda text: f"{text}。", "two")
            desk.tags.put_on([f"{who}{number}", "common"], ["視察", who])
            desk.annotations.set_state([f"{who}{number}", "common"], status="candidate")
        desk.close()
        return made

    # When they do
    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(write, who) for who in "甲乙丙丁"]
    # Then nobody was turned away, and everything is there once
    made = [note for task in tasks for note in task.result()]
    desk = open_desk()
    assert {note.id for note in desk.notes.every()} == set(made)
    assert all(note.text.endswith("。") and note.revision == 2 for note in desk.notes.every())
    assert {tag.name: tag.count for tag in desk.tags.counts()} == {"視察": 61, **dict.fromkeys("甲乙丙丁", 16)}
    assert set(desk.tags.of_document("common")) == {"視察", *"甲乙丙丁"}
    assert len(desk.rows.find("select * from document_states")) == 61
    assert set(desk.log.since(0).notes) == set(made)
    assert len(desk.log.since(0).documents) == 61


def _with(word: str, text: str) -> str:
    return text + word


def test_two_who_write_one_note_at_once_keep_both_texts(open_desk: Callable[[], Desk], tmp_path: Path):
    note = add_note(open_desk(), "")
    start = threading.Barrier(2)

    def write(who: str) -> None:
        desk = Desk(tmp_path / "casebook.db", Clock())
        start.wait()
        for number in range(20):
            word = f"{who}{number} "
            desk.notes.rewrite(note.id, partial(_with, word), who)
        desk.close()

    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(write, who) for who in "甲乙"]
    assert [task.exception() for task in tasks] == [None, None]
    desk = open_desk()
    kept = desk.notes.note(note.id)
    assert set(kept.text.split()) == {f"{who}{number}" for who in "甲乙" for number in range(20)}
    # Whenever one took over, the text of the other became a version
    assert kept.revision == 41
    assert [version.revision for version in desk.notes.versions(note.id)] == sorted(
        {version.revision for version in desk.notes.versions(note.id)}, reverse=True
    )


KILLED = """
import os, sys
from pathlib import Path
from tests.storage.conftest import Clock, Desk
from tests.storage.test_precious_rows import add_note

desk = Desk(Path(sys.argv[1]), Clock())
kept = add_note(desk, "kept")
print(kept.id, flush=True)
with desk.rows.act():
    desk.rows.add("tags", name="half", folded="half")
    os._exit(9)
"""


def test_a_program_that_is_killed_keeps_what_it_said_was_kept_and_nothing_else(
    tmp_path: Path, open_desk: Callable[[], Desk]
):
    words = [sys.executable, "-c", KILLED, str(tmp_path / "casebook.db")]
    found = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
    assert found.returncode == 9
    desk = open_desk()
    assert [note.id for note in desk.notes.every()] == [found.stdout.strip()]
    assert desk.tags.counts() == ()
    assert desk.tags.put_on(["a"], ["half"])
