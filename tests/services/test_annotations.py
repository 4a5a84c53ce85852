"""Tags, attributes and status of documents: many at once, one name for one tag, undone, and two who work at once."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.annotation import CLASSIFIED_AXES, Annotations, Status
from kb_app.domain.change import ChangedSinceError
from kb_app.domain.query import FilterAxis, Query
from kb_app.domain.taxonomy import Axis
from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.services.annotations import DocumentAnnotations

PORTAL, OFFICE = "aizuwakamatsu-city-os-portal", "bandai-dx-office"

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def indexed(small_app: App) -> Iterator[Session]:
    with small_app.session() as session:
        session.indexing.update()
        yield session


@pytest.fixture
def added(indexed: Session) -> DocumentAnnotations:
    return indexed.annotations


def counts(added: DocumentAnnotations) -> dict[str, int]:
    return {tag.name: tag.count for tag in added.tags()}


@pytest.mark.parametrize("axis", CLASSIFIED_AXES)
def test_a_bundled_document_keeps_what_it_says_and_can_be_restored(indexed: Session, axis: Axis):
    # Given what a bundled case says of an axis
    name = CLASSIFIED_AXES[axis]
    document = next(found for found in indexed.library.documents() if getattr(found.case, name))
    case, added = document.case, indexed.annotations
    said = getattr(case, name)
    # When a value is added and all that it says are taken off
    added.classify([case.id], axis, ["mine"])
    added.take([case.id], axis, said)
    # Then only the added one holds, and what was taken is told,
    now = added.of(case.id)
    assert getattr(now.applied_to(case), name) == ("mine",)
    assert (now.is_added(axis, "mine", case), now.taken_from(axis, case)) == (True, said)
    # the file says what it said,
    assert getattr(indexed.library.document(case.id).case, name) == said
    # and it is restored, value by value and as a whole
    added.restore([case.id], axis, said)
    assert getattr(added.of(case.id).applied_to(case), name) == (*said, "mine")
    added.restore([case.id], axis)
    assert added.of(case.id) == Annotations(case.id)


def test_a_change_of_many_documents_is_one_transaction(
    indexed: Session, small_app: App, monkeypatch: pytest.MonkeyPatch
):
    many = [f"document-{number}" for number in range(300)]
    # Given a database that a change is lost to in its middle
    database = indexed._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages + 2}")
    changes: tuple[Callable[[DocumentAnnotations], object], ...] = (
        lambda added: added.add_tags(many, ["視察候補", "出張"]),
        lambda added: added.classify(many, Axis.STEP, ["mindset"]),
        lambda added: added.set_status(many, Status.CANDIDATE),
        lambda added: added.set_star(many, starred=True),
    )
    for change in changes:
        with pytest.raises(KbError, match="the disk is full"):
            change(indexed.annotations)
        # Then no document has it
        assert all(indexed.annotations.of(document) == Annotations(document) for document in many)
        assert counts(indexed.annotations) == {}
    database.execute("PRAGMA max_page_count = 100000")
    for change in changes:
        change(indexed.annotations)
    assert all(indexed.annotations.of(document).is_starred for document in many)
    assert counts(indexed.annotations) == {"視察候補": 300, "出張": 300}


def test_a_change_of_many_documents_is_undone_in_one_go(added: DocumentAnnotations):
    added.add_tags([OFFICE], ["視察候補"])
    added.set_status([OFFICE], Status.REJECTED)
    before = {document: added.of(document) for document in (PORTAL, OFFICE)}
    changes = [
        added.add_tags([PORTAL, OFFICE], ["視察候補", "出張"]),
        added.set_status([PORTAL, OFFICE], Status.CANDIDATE),
        added.take([PORTAL, OFFICE], Axis.STEP, ["organization_talent"]),
    ]
    for change in reversed(changes):
        added.undo(change)
    assert {document: added.of(document) for document in before} == before


def test_what_was_undone_can_be_done_again(added: DocumentAnnotations):
    change = added.set_status([PORTAL], Status.CANDIDATE)
    again = added.undo(change)
    assert added.of(PORTAL).status is Status.UNREAD
    added.undo(again)
    assert added.of(PORTAL).status is Status.CANDIDATE


def test_undoing_what_another_changed_since_is_refused_and_changes_nothing(small_app: App, added: DocumentAnnotations):
    change = added.set_status([PORTAL, OFFICE], Status.CANDIDATE)
    with small_app.session() as other:
        other.annotations.set_star([OFFICE], starred=True)
    with pytest.raises(ChangedSinceError, match=r"could not be undone\. Cause: it was changed again since"):
        added.undo(change)
    assert (added.of(PORTAL).status, added.of(OFFICE).status) == (Status.CANDIDATE, Status.CANDIDATE)
    assert added.of(OFFICE).is_starred


@pytest.mark.parametrize("typed", ["ｌｉｎｅ", "line", "#LINE", " LINE\u3000", "LI\u200bNE"])
def test_a_tag_that_case_files_have_is_spelled_as_they_do(added: DocumentAnnotations, typed: str):
    assert "LINE" in added.known_tags()
    added.add_tags([OFFICE], [typed])
    assert added.of(OFFICE).tags == ("LINE",)


def test_the_spelling_of_staff_stands_before_that_of_case_files(indexed: Session):
    added = indexed.annotations
    added.add_tags([OFFICE], ["テレワーク推進", "視察候補"])
    added.add_tags([PORTAL], ["視察候補"])
    added.rename_tag("テレワーク推進", "てれわーく")
    # The name is completed as staff write it, and what is known stands once
    known = added.known_tags()
    assert known[:2] == ("視察候補", "てれわーく")
    assert "テレワーク" not in known
    assert len(known) == len(set(known))
    added.add_tags([PORTAL], ["ﾃﾚﾜｰｸ"])
    assert added.of(PORTAL).tags == ("視察候補", "てれわーく")


def test_tags_are_known_without_an_index(small_app: App):
    with small_app.session() as session:
        session.annotations.add_tags([OFFICE], ["視察候補"])
        assert session.annotations.known_tags() == ("視察候補",)


@pytest.mark.parametrize("bad", ["", "\u3000", "\u200b\ufeff", "あ" * 500])
def test_one_bad_name_among_good_ones_changes_nothing(added: DocumentAnnotations, bad: str):
    added.add_tags([PORTAL], ["出張"])
    for change in (
        lambda: added.add_tags([PORTAL], ["視察候補", bad]),
        lambda: added.remove_tags([PORTAL], ["出張", bad]),
        lambda: added.rename_tag("出張", bad),
        lambda: added.merge_tags("出張", bad),
        lambda: added.delete_tag(bad),
    ):
        with pytest.raises(KbError):
            change()
        assert (added.of(PORTAL).tags, counts(added)) == (("出張",), {"出張": 1})


@pytest.mark.parametrize(
    "name",
    [
        "👩🏽‍💻",
        "שלום",
        "半分\ud83d",
        "葛\U000e0100",
        "a:b",
        "step:mindset",
        "'; drop table tags; --",
        "%_*?",
        "あ" * 60,
    ],
)
def test_whatever_a_tag_is_called_it_is_found_renamed_and_taken_off(indexed: Session, name: str):
    added = indexed.annotations
    added.add_tags([PORTAL], [name])
    (kept,) = added.of(PORTAL).tags
    indexed.indexing.refresh()
    found = indexed.searching.search(Query(filters={FilterAxis.TAG: frozenset({kept})})).hits
    assert [hit.id for hit in found] == [PORTAL]
    added.rename_tag(name, "出張")
    added.rename_tag("出張", kept)
    added.remove_tags([PORTAL], [kept])
    assert added.of(PORTAL).tags == ()


def test_two_who_make_one_tag_at_once_make_one(small_app: App, added: DocumentAnnotations):
    start = threading.Barrier(4)

    def put(spelling: str) -> None:
        with small_app.session() as session:
            start.wait()
            for number in range(10):
                session.annotations.add_tags([f"{spelling}-{number}"], [f"{spelling}{number}", spelling])

    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(put, spelling) for spelling in ("ＢＰＲ", "bpr", "BPR", "Ｂpr")]
    assert [task.exception() for task in tasks] == [None] * 4
    found = counts(added)
    assert len(found) == 11
    assert sorted(found.values()) == [4] * 10 + [40]


def test_a_database_kept_by_another_program_is_waited_for_and_then_said(
    small_app: App, monkeypatch: pytest.MonkeyPatch, added: DocumentAnnotations
):
    monkeypatch.setattr("kb_app.storage.database._BUSY_SECONDS", 0.2)
    writing = sqlite3.connect(small_app.paths.database, isolation_level=None, check_same_thread=False)
    with small_app.session() as session:
        # Given a program that writes for longer than anybody waits, then that is said
        writing.execute("begin immediate")
        with pytest.raises(KbError, match="another program is writing to it"):
            session.annotations.set_star([PORTAL], starred=True)
        assert not session.annotations.of(PORTAL).is_starred
        # and one that is done within that time is waited for
        monkeypatch.undo()
        session._database.execute("PRAGMA busy_timeout = 5000")
        done = threading.Timer(0.3, lambda: writing.execute("rollback"))
        done.start()
        session.annotations.set_star([PORTAL], starred=True)
        done.join()
    writing.close()
    assert added.of(PORTAL).is_starred


def test_what_was_added_stays_when_a_bundled_case_is_another_one(small_app: App, indexed: Session):
    # Given what staff added to a bundled case, in a version of the library
    indexed.annotations.add_tags([OFFICE], ["視察候補"])
    indexed.annotations.take([OFFICE], Axis.STEP, ["organization_talent"])
    place = next(small_app.paths.library_dir.glob("bandai-dx-office.md"))
    before = indexed.annotations.of(OFFICE)
    # When the next version of the library says something else
    place.write_text(GOOD.replace("kosai-umbrella", OFFICE), encoding="utf-8")
    indexed.indexing.update()
    # Then all of it is there, and holds for what the case says now
    assert indexed.annotations.of(OFFICE) == before
    case = before.applied_to(indexed.library.document(OFFICE).case)
    assert (case.steps, case.tags) == (("execute_measure",), ("視察候補",))


def test_files_are_never_written(small_app: App, indexed: Session):
    place = write(small_app.paths.own_cases_dir / "a.md", GOOD)
    files = [*small_app.paths.library_dir.rglob("*.md"), place]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    indexed.indexing.update()
    everything = [document.case.id for document in indexed.library.documents()]
    indexed.annotations.add_tags(everything, ["視察候補"])
    indexed.annotations.classify(everything, Axis.STEP, ["mindset"])
    indexed.notes.add("kosai-umbrella", "雨")
    indexed.indexing.update()
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before
