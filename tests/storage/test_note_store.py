"""Notes are kept with their versions, go to the wastebasket and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.note import Note, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.storage.conftest import Clock, Desk

pytestmark = pytest.mark.usefixtures("english")


def add(desk: Desk, text: str, document: str = "a", sitting: str = "one") -> Note:
    return desk.notes.add(Note("", document, text, Visibility.PRIVATE, "", "総務課", "", "", 0), sitting)


def save(desk: Desk, note: Note, text: str, sitting: str) -> Note:
    return desk.notes.rewrite(note.id, lambda _before: text, sitting)


def texts(desk: Desk, note: Note) -> list[str]:
    return [version.text for version in desk.notes.versions(note.id)]


def test_a_note_is_kept_as_it_was_written_with_who_and_when(desk: Desk):
    note = add(desk, "雨\n雪")
    assert (note.document, note.text, note.visibility, note.section) == ("a", "雨\n雪", Visibility.PRIVATE, "総務課")
    assert (note.author, note.revision, note.is_deleted) == ("山田", 1, False)
    assert note.created_at == note.updated_at == "2026-04-01T09:00:01.000+00:00"
    assert desk.notes.note(note.id) == note


def test_any_number_on_any_document_or_on_their_own(desk: Desk):
    first, second, other, own = add(desk, "一"), add(desk, "二"), add(desk, "三", "b"), add(desk, "四", "")
    assert desk.notes.of_document("a") == (first, second)
    assert desk.notes.of_document("b") == (other,)
    assert desk.notes.of_document("") == (own,)
    assert desk.notes.of_document("c") == ()
    assert desk.notes.every() == (own, other, second, first)


def test_notes_of_one_moment_stand_in_the_order_they_came(desk: Desk, clock: Clock):
    made = []
    for number in range(20):
        clock.back(seconds=1)
        made.append(add(desk, str(number)).text)
    assert [note.text for note in desk.notes.of_document("a")] == made
    assert [note.text for note in desk.notes.every()] == made[::-1]


def test_a_sitting_leaves_one_version_of_the_one_before(desk: Desk):
    # Given a note that was written in one sitting, with many saves
    note = add(desk, "雨", sitting="one")
    for text in ("雨が", "雨が降る", "雨が降った"):
        save(desk, note, text, "one")
    assert texts(desk, note) == []
    # When another one goes on, with many saves
    for text in ("雨が降った。", "雨が降った。雪も"):
        save(desk, note, text, "two")
    # Then the text that the first one left is a version, and only that
    assert texts(desk, note) == ["雨が降った"]
    # and the first one again leaves that of the second
    desk.author = "鈴木"
    now = save(desk, note, "", "one")
    assert texts(desk, note) == ["雨が降った。雪も", "雨が降った"]
    assert (now.text, now.author, now.revision) == ("", "山田", 7)
    assert [(version.revision, version.author) for version in desk.notes.versions(note.id)] == [
        (6, "山田"),
        (4, "山田"),
    ]


def test_saving_the_same_text_changes_nothing(desk: Desk):
    note = add(desk, "雨", sitting="one")
    before = desk.log.latest()
    assert save(desk, note, "雨", "two") == note
    assert (texts(desk, note), desk.log.latest()) == ([], before)


def test_an_earlier_version_can_be_kept_again_and_loses_nothing(desk: Desk):
    note = add(desk, "一", sitting="1")
    save(desk, note, "二", "2")
    (version,) = desk.notes.versions(note.id)
    save(desk, note, version.text, "3")
    assert desk.notes.note(note.id).text == "一"
    assert texts(desk, note) == ["二", "一"]


def test_a_new_text_is_made_of_the_one_that_is_kept_now(open_desk: Callable[[], Desk]):
    # Given two who look at one note
    one, other = open_desk(), open_desk()
    note = add(one, "- [ ] 一")
    # When one writes and the other, who has not seen it, adds to it
    save(one, note, "- [ ] 一\n書き足した", "two")
    other.notes.rewrite(note.id, lambda text: text.replace("[ ]", "[x]"), "")
    # Then neither is lost
    assert one.notes.note(note.id).text == "- [x] 一\n書き足した"


def test_a_note_goes_to_the_wastebasket_and_comes_back(desk: Desk):
    note = add(desk, "雨")
    deletion = desk.notes.delete(note.id)
    gone = desk.notes.note(note.id)
    assert (gone.is_deleted, gone.text, gone.revision) == (True, "雨", 2)
    assert (desk.notes.of_document("a"), desk.notes.every(), desk.notes.deleted()) == ((), (), (gone,))
    # Deleting it once more is no change
    assert not desk.notes.delete(note.id)
    assert desk.notes.take_back(note.id)
    assert not desk.notes.take_back(note.id)
    back = desk.notes.note(note.id)
    assert (back.is_deleted, back.revision) == (False, 3)
    assert (desk.notes.of_document("a"), desk.notes.deleted()) == ((back,), ())
    # The deletion cannot be undone any more
    with pytest.raises(KbError, match="changed again since"):
        desk.rows.undo(deletion)


def test_a_deletion_is_undone(desk: Desk):
    note = add(desk, "雨")
    desk.rows.undo(desk.notes.delete(note.id))
    assert desk.notes.of_document("a")[0].text == "雨"


def test_whom_a_note_is_for_is_changed_without_a_version(desk: Desk):
    note = add(desk, "雨")
    changed = desk.notes.set_visibility(note.id, Visibility.PUBLIC)
    assert (changed.visibility, changed.revision, texts(desk, note)) == (Visibility.PUBLIC, 2, [])
    assert desk.notes.set_visibility(note.id, Visibility.PUBLIC) == changed


@pytest.mark.parametrize("act", ["note", "delete", "take_back"])
def test_a_note_that_is_not_there_is_said(desk: Desk, act: str):
    with pytest.raises(KbError, match="no note has the id “nobody”"):
        getattr(desk.notes, act)("nobody")
    with pytest.raises(KbError, match="no note has the id “nobody”"):
        desk.notes.rewrite("nobody", str.upper, "")
    assert desk.notes.versions("nobody") == ()


def test_notes_that_may_have_open_boxes(desk: Desk):
    wide, plain = add(desk, "・［　］一"), add(desk, "- [ ] 二", "")
    add(desk, "- [x] 三")
    add(desk, "箱はない 100%_")
    desk.notes.delete(add(desk, "- [ ] 四").id)
    assert desk.notes.with_boxes() == (plain, wide)


def test_notes_come_by_document_some_hundreds_at_a_time(desk: Desk):
    # Given many notes on one document, one on another, one on its own, and a deleted one
    many = [add(desk, str(number)).id for number in range(301)]
    other, own, gone = add(desk, "b", "b").id, add(desk, "", "").id, add(desk, "c", "c").id
    desk.notes.delete(gone)
    # When some are asked for, also what there is not, then all come, with their document
    parts = list(desk.notes.by_document([*many, other, own, gone, "nobody"]))
    assert [(document, len(notes)) for document, notes in parts] == [("", 1), ("a", 300), ("a", 1), ("b", 1), ("c", 1)]
    assert {note.id for _document, notes in parts for note in notes} == {*many, other, own, gone}
    assert list(desk.notes.by_document([])) == []


def test_times_never_go_back_with_the_clock(desk: Desk, clock: Clock):
    note = add(desk, "一", sitting="1")
    clock.back(days=400)
    for number, text in enumerate(("二", "三", "四"), 2):
        note = save(desk, note, text, str(number))
        assert note.updated_at == "2026-04-01T09:00:01.000+00:00"
    desk.notes.delete(note.id)
    gone = desk.notes.note(note.id)
    assert gone.created_at <= gone.deleted_at <= gone.updated_at
    assert texts(desk, note) == ["三", "二", "一"]
    assert [version.revision for version in desk.notes.versions(note.id)] == [3, 2, 1]


def test_a_note_from_elsewhere_keeps_who_wrote_it_and_when(desk: Desk):
    # GIVEN a note that a colleague wrote, and one without times
    note = Note("n1", "b", "雪", Visibility.PUBLIC, "鈴木", "環境課", "2025-01-02T00:00:00+00:00", "2025-02-03", 9)
    # WHEN they are taken in THEN the first is as it was, and the other one is of now
    change = desk.notes.take_in([note, Note("n2", "", "霜", Visibility.PRIVATE, "", "", "", "", 0)], "import")
    kept = desk.notes.note("n1")
    assert (kept.document, kept.text, kept.visibility, kept.author, kept.section) == (
        "b",
        "雪",
        Visibility.PUBLIC,
        "鈴木",
        "環境課",
    )
    assert (kept.created_at, kept.updated_at, kept.revision) == (note.created_at, note.updated_at, 1)
    assert desk.notes.note("n2").created_at.startswith("2026-04-01")
    # and the act can be undone
    desk.rows.undo(change)
    assert desk.notes.every() == ()


def test_taking_in_a_text_for_a_note_keeps_the_one_it_had(desk: Desk):
    # GIVEN a note in the wastebasket
    note = add(desk, "雨")
    desk.notes.delete(note.id)
    # WHEN another text of it comes from elsewhere THEN the note is back with it, and the earlier text is a version
    change = desk.notes.take_in([Note(note.id, "a", "雪", Visibility.PRIVATE, "", "", "", "", 0)], "import")
    assert [(one.text, one.author) for one in desk.notes.every()] == [("雪", "山田")]
    assert texts(desk, note) == ["雨"]
    # and undone it lies in the wastebasket as before
    desk.rows.undo(change)
    assert [one.text for one in desk.notes.deleted()] == ["雨"]
