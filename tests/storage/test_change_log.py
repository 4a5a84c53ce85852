"""What changed last has the highest number, and nothing is forgotten."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.note import Note, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.storage.conftest import Desk


def note_on(desk: Desk, document: str) -> str:
    return desk.notes.add(Note("", document, "雨", Visibility.PRIVATE, "", "", "", "", 0), "").id


def test_nothing_has_changed_in_a_new_database(desk: Desk):
    assert desk.log.latest() == 0
    assert desk.log.since(0) == desk.log.since(0)
    assert (desk.log.since(0).notes, desk.log.since(0).documents, desk.log.since(0).latest) == ((), (), 0)


def test_each_change_is_told_once_and_in_order(desk: Desk):
    note = note_on(desk, "a")
    desk.annotations.set_state(["b", "c"], status="candidate")
    mark = desk.log.latest()
    # Given changes of two of them after a mark, one of them twice
    desk.annotations.set_state(["b"], status="rejected")
    desk.tags.put_on(["b", "d"], ["視察"])
    # Then since the mark there are two, and from the beginning each is told once
    assert (desk.log.since(mark).notes, desk.log.since(mark).documents) == ((), ("b", "d"))
    everything = desk.log.since(0)
    assert (everything.notes, everything.documents) == ((note,), ("c", "b", "d"))
    assert everything.latest == desk.log.since(mark).latest == desk.log.latest()
    assert desk.log.since(desk.log.latest()).documents == ()


def test_numbers_grow_also_where_the_last_change_was_written_anew(desk: Desk):
    numbers = []
    for status in ("candidate", "rejected", "reference"):
        desk.annotations.set_state(["a"], status=status)
        numbers.append(desk.log.latest())
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("act", ["rename", "delete", "merge"])
def test_a_change_of_a_tag_is_one_of_all_its_documents(desk: Desk, act: str):
    desk.tags.put_on(["a", "b"], ["視察"])
    desk.tags.put_on(["c"], ["見学"])
    mark = desk.log.latest()
    change = (
        desk.tags.delete("視察")
        if act == "delete"
        else getattr(desk.tags, act)("視察", {"rename": "出張", "merge": "見学"}[act])
    )
    assert set(desk.log.since(mark).documents) == {"a", "b"}
    # and undoing it is another one
    mark = desk.log.latest()
    desk.rows.undo(change)
    assert set(desk.log.since(mark).documents) == {"a", "b"}


def test_a_change_of_a_note_is_none_of_its_document(desk: Desk):
    note = note_on(desk, "a")
    mark = desk.log.latest()
    desk.rows.undo(desk.notes.delete(note))
    assert (desk.log.since(mark).notes, desk.log.since(mark).documents) == ((note,), ())


def test_what_was_not_kept_is_not_logged(desk: Desk):
    with pytest.raises(KbError):
        desk.tags.merge("無い", "有る")
    with suppress(ZeroDivisionError), desk.rows.act():
        desk.rows.add("document_states", document_id="a", status="candidate", is_starred=0)
        raise ZeroDivisionError
    assert desk.annotations.of_document("a").status == "unread"
    assert desk.log.latest() == 0


def test_a_change_of_another_connection_is_seen(open_desk: Callable[[], Desk]):
    one, other = open_desk(), open_desk()
    assert other.log.latest() == 0
    one.annotations.set_state(["a"], status="candidate")
    assert other.log.since(0).documents == ("a",)
    assert other.log.latest() == one.log.latest() == 1
