"""What staff add to a bundled case and to its copy shows on both, and filters the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.annotation import Status
from kb_app.domain.query import FilterAxis, Query
from kb_app.domain.taxonomy import Axis
from tests.case_files import copy_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

ORIGINAL, COPY = "aizuwakamatsu-city-os-portal", "my-copy"
BOTH = (ORIGINAL, COPY)


@pytest.fixture
def copied(small_app: App) -> Iterator[Session]:
    """A bundled case with a note, a tag and a status, which was copied then."""
    with small_app.session() as session:
        session.notes.add(ORIGINAL, "原本のメモ")
        session.annotations.add_tags([ORIGINAL], ["視察候補"])
        session.annotations.set_status([ORIGINAL], Status.CANDIDATE)
        write(small_app.paths.own_cases_dir / "copy.md", copy_of(ORIGINAL))
        session.indexing.update()
        yield session


def found(session: Session, **filters: str) -> list[str]:
    chosen = {FilterAxis(axis): frozenset({value}) for axis, value in filters.items()}
    return [hit.id for hit in session.searching.search(Query(filters=chosen)).hits]


def test_what_the_original_had_before_shows_on_both(copied: Session):
    for document in BOTH:
        added = copied.annotations.of(document)
        assert (added.document, added.tags, added.status) == (document, ("視察候補",), Status.CANDIDATE)
        assert [note.text for note in copied.notes.of_document(document)] == ["原本のメモ"]
    assert found(copied, tag="視察候補") == found(copied, status="candidate") == [COPY]


def test_what_is_written_on_one_stays_there_and_shows_on_both(copied: Session):
    copied.notes.add(COPY, "写しのメモ")
    copied.annotations.add_tags([COPY], ["出張"])
    copied.annotations.classify([COPY], Axis.STEP, ["mindset"])
    for document in BOTH:
        notes = copied.notes.of_document(document)
        assert [(note.document, note.text) for note in notes] == [(ORIGINAL, "原本のメモ"), (COPY, "写しのメモ")]
        assert set(copied.annotations.of(document).tags) == {"視察候補", "出張"}
        assert copied.annotations.of(document).added == {Axis.STEP: ("mindset",)}
    assert copied.annotations._store.of_document(ORIGINAL).tags == ("視察候補",)


@pytest.mark.parametrize("bring", ["refresh", "update"])
def test_a_change_of_the_original_is_found_by_the_copy(copied: Session, bring: str):
    copied.annotations.add_tags([ORIGINAL], ["出張"])
    copied.annotations.set_star([ORIGINAL], starred=True)
    getattr(copied.indexing, bring)()
    assert found(copied, tag="出張") == found(copied, star="yes") == [COPY]
    copied.annotations.rename_tag("出張", "視察")
    getattr(copied.indexing, bring)()
    assert (found(copied, tag="視察"), found(copied, tag="出張")) == ([COPY], [])
    copied.annotations.remove_tags([ORIGINAL], ["視察"])
    getattr(copied.indexing, bring)()
    assert found(copied, tag="視察") == []


def test_notes_on_the_copy_are_filtered_by_what_the_original_has(copied: Session):
    note = copied.notes.add(COPY, "写しのメモ")
    copied.annotations.add_tags([ORIGINAL], ["出張"])
    copied.indexing.refresh()
    hits = copied.searching.search(Query("写しのメモ", {FilterAxis.TAG: frozenset({"出張"})})).hits
    assert [hit.id for hit in hits] == [note.id]


TAKEN_BACK: dict[str, tuple[Callable[[Session, str], object], Callable[[Session, str], object]]] = {
    "tag": (
        lambda session, on: session.annotations.add_tags([on], ["出張"]),
        lambda session, on: session.annotations.remove_tags([on], ["出張"]),
    ),
    "step": (
        lambda session, on: session.annotations.classify([on], Axis.STEP, ["mindset"]),
        lambda session, on: session.annotations.take([on], Axis.STEP, ["mindset"]),
    ),
    "restored": (
        lambda session, on: session.annotations.classify([on], Axis.STEP, ["mindset"]),
        lambda session, on: session.annotations.restore([on], Axis.STEP),
    ),
    "star": (
        lambda session, on: session.annotations.set_star([on], starred=True),
        lambda session, on: session.annotations.set_star([on], starred=False),
    ),
    "status": (
        lambda session, on: session.annotations.set_status([on], Status.REJECTED),
        lambda session, on: session.annotations.set_status([on], Status.UNREAD),
    ),
}


def held(session: Session, document: str) -> tuple[object, ...]:
    added = session.annotations.of(document)
    return "出張" in added.tags, added.added.get(Axis.STEP, ()), added.is_starred, added.status is Status.REJECTED


@pytest.mark.parametrize("one", BOTH)
@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_stands_on_the_other_is_taken_off_there_and_undone_in_one_go(copied: Session, name: str, one: str):
    put, off = TAKEN_BACK[name]
    other = ORIGINAL if one == COPY else COPY
    none = held(copied, one)
    # Given something that was put on one of the two
    put(copied, one)
    given = held(copied, one)
    assert given == held(copied, other) != none
    # When it is taken off the other, then it holds for neither
    change = off(copied, other)
    assert held(copied, one) == held(copied, other) == none
    # and one undo puts it back on both
    copied.annotations.undo(change)  # type: ignore[arg-type]
    assert held(copied, one) == held(copied, other) == given
    # Taken off and put on again, it holds for both
    off(copied, other)
    put(copied, one)
    assert held(copied, one) == held(copied, other) == given


def test_a_new_status_takes_the_place_of_the_others(copied: Session):
    copied.annotations.set_status([COPY], Status.REJECTED)
    assert {copied.annotations.of(document).status for document in BOTH} == {Status.REJECTED}
    copied.annotations.set_status([ORIGINAL], Status.REFERENCE)
    assert {copied.annotations.of(document).status for document in BOTH} == {Status.REFERENCE}
    copied.annotations.set_status(BOTH, Status.CANDIDATE)
    assert {copied.annotations._store.of_document(document).status for document in BOTH} == {Status.CANDIDATE}


def test_a_tag_of_the_original_is_taken_off_in_its_file_too(copied: Session):
    # Given a tag that the file of the original has
    copied.annotations.remove_tags([COPY], ["除雪車"])
    assert "除雪車" in copied.annotations.of(ORIGINAL).taken_tags
    copied.annotations.add_tags([ORIGINAL], ["除雪車"])
    assert {copied.annotations.of(document).taken_tags for document in BOTH} == {()}


def test_without_the_copy_each_has_its_own_again(copied: Session, small_app: App):
    copied.annotations.add_tags([COPY], ["出張"])
    copied.notes.add(COPY, "写しのメモ")
    (small_app.paths.own_cases_dir / "copy.md").unlink()
    copied.indexing.update()
    assert copied.annotations.of(ORIGINAL).tags == ("視察候補",)
    assert [note.text for note in copied.notes.of_document(ORIGINAL)] == ["原本のメモ"]
    assert found(copied, tag="視察候補") == [ORIGINAL]


def test_notes_on_an_original_that_is_gone_show_on_the_copy(copied: Session, small_app: App):
    (small_app.paths.library_dir / f"{ORIGINAL}.md").unlink()
    copied.indexing.update()
    assert [note.text for note in copied.notes.of_document(COPY)] == ["原本のメモ"]
    assert found(copied, tag="視察候補") == [COPY]


def test_without_an_index_a_document_is_alone(small_app: App):
    write(small_app.paths.own_cases_dir / "copy.md", copy_of(ORIGINAL))
    with small_app.session() as session:
        session.annotations.add_tags([ORIGINAL], ["視察候補"])
        assert session.library.page(COPY).family is not None
        assert session.annotations.of(COPY).tags == ()
