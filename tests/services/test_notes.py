"""Notes as the window and the command line keep them: any text, boxes over all of them, two who write at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.note import LONGEST_NOTE, Visibility, check_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.services.notes import Notes

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def opened(small_app: App) -> Iterator[Session]:
    """The services, without an index."""
    with small_app.session() as session:
        yield session


@pytest.fixture
def notes(opened: Session) -> Notes:
    return opened.notes


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一行\r\n二行\r三行\n", "一行\n二行\n三行\n"),
        ("a\x00b", "ab"),
        ("半分\ud83dだけ \udce3", "半分\ufffdだけ \ufffd"),
        ("\ud83d\ude00", "😀"),
        (
            "👩🏽‍💻 שלום \u202eabc\u202c 葛\U000e0100城 外字\ue000 \u200b",
            "👩🏽‍💻 שלום \u202eabc\u202c 葛\U000e0100城 外字\ue000 \u200b",
        ),
        ("'; drop table notes; --", "'; drop table notes; --"),
        ("\u3000\n ", "\u3000\n "),
        ("", ""),
    ],
    ids=lambda text: ascii(text)[:16],
)
def test_whatever_is_typed_is_kept_or_said_to_be_unreadable_where_it_stands(small_app: App, typed: str, kept: str):
    with small_app.session() as session:
        added = session.notes.add("", typed)
        saved = session.notes.save(session.notes.add("", "前").id, typed, "two")
        assert added.text == saved.text == kept
    # And it is on the disk
    with small_app.session() as session:
        assert {note.text for note in session.notes.every()} == {kept}


def test_a_note_of_five_megabytes_is_refused_with_its_length_and_nothing_is_changed(notes: Notes):
    note = notes.add("", "前")
    for keep in (lambda text: notes.add("", text), lambda text: notes.save(note.id, text, "two")):
        with pytest.raises(KbError) as error:
            keep("x" * 5_000_000)
        assert str(error.value).startswith(
            "The note could not be saved. Cause: it has 5,000,000 characters What to do: "
        )
        assert notes.every() == (note,)
    # The longest one is kept
    assert len(notes.add("", "x" * LONGEST_NOTE).text) == LONGEST_NOTE


def test_who_writes_and_from_where_comes_from_the_settings_of_the_moment(small_app: App):
    with small_app.session() as session:
        first = session.notes.add("", "一")
        small_app.settings = replace(small_app.settings, author="山田", section="環境\ud83d課")
        second = session.notes.add("", "二", Visibility.INTERNAL)
        assert (first.author, first.section, first.visibility) == ("", "", Visibility.PRIVATE)
        assert (second.author, second.section, second.visibility) == ("山田", "環境\ufffd課", Visibility.INTERNAL)


def test_open_boxes_of_all_notes(notes: Notes):
    # Given notes with boxes on documents and on their own, ticked ones, and boxes in code and in the wastebasket
    notes.add("a", "- [ ] 一\n- [x] 済み\n・［　］二")
    notes.add("", "```\n- [ ] 例\n```\n1. [ ] 三")
    notes.delete(notes.add("b", "- [ ] 捨てた").id)
    notes.add("c", "[ ] 箱でない")
    # Then the open ones are listed, the last changed note first
    assert [(box.note.document, box.item.text) for box in notes.open_boxes()] == [("", "三"), ("a", "一"), ("a", "二")]
    # and one that is ticked is no more, until it is unticked
    box = notes.open_boxes()[1]
    ticked = notes.tick(box.note.id, box.item, done=True)
    assert ticked.text == "- [x] 一\n- [x] 済み\n・［　］二"
    assert [box.item.text for box in notes.open_boxes()] == ["二", "三"]
    notes.tick(ticked.id, check_items(ticked.text)[0], done=False)
    assert [box.item.text for box in notes.open_boxes()] == ["一", "二", "三"]


def test_a_tick_on_a_text_that_has_changed_since_loses_nothing_of_it(small_app: App, notes: Notes):
    # Given a list of boxes that somebody looks at, while another adds to the note
    note = notes.add("", "- [ ] 一\n- [ ] 二")
    first, second = check_items(note.text)
    with small_app.session() as other:
        other.notes.save(note.id, "- [ ] 一\n- [ ] 二\n書き足した", "other")
        # When a box is ticked, then what was added stays
        assert notes.tick(note.id, second, done=True).text == "- [ ] 一\n- [x] 二\n書き足した"
        # and a box that stands elsewhere now is not mistaken for another
        other.notes.save(note.id, "- [ ] 新しい\n- [ ] 一", "other")
        assert notes.tick(note.id, first, done=True).text == "- [ ] 新しい\n- [ ] 一"
        assert notes.tick(note.id, first, done=True) == notes.note(note.id)


def test_two_who_tick_and_write_at_once_lose_neither(small_app: App, notes: Notes):
    note = notes.add("", "\n".join(f"- [ ] {number}" for number in range(20)))
    start = threading.Barrier(2)

    def tick(numbers: range) -> None:
        with small_app.session() as session:
            start.wait()
            for number in numbers:
                session.notes.tick(note.id, check_items(note.text)[number], done=True)

    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(tick, numbers) for numbers in (range(10), range(10, 20))]
    assert [task.exception() for task in tasks] == [None, None]
    assert notes.open_boxes() == ()


def test_a_note_is_kept_also_where_the_index_cannot_be_written(small_app: App, opened: Session):
    # Given a place for the index that nothing can be written to
    small_app.paths.index_dir.parent.mkdir(parents=True, exist_ok=True)
    small_app.paths.index_dir.write_text("a file where the folder should be", encoding="utf-8")
    note = opened.notes.add("a", "雨")
    with pytest.raises(KbError, match="The search index could not be written"):
        opened.indexing.update()
    assert not opened.indexing.refresh()
    # Then notes are kept and listed, and found once there is an index
    assert opened.notes.every() == (note,)
    small_app.paths.index_dir.unlink()
    assert opened.indexing.update().documents == 7


def test_a_note_in_the_wastebasket_that_is_written_on_loses_nothing(small_app: App, notes: Notes):
    # Given somebody who writes a note that another throws away
    note = notes.add("a", "一", sitting="one")
    with small_app.session() as other:
        other.notes.delete(note.id)
    # When the writer goes on, then the text is kept, and the note says where it lies
    saved = notes.save(note.id, "一二", "one")
    assert (saved.text, saved.is_deleted) == ("一二", False)
    notes.take_back(note.id)
    assert notes.of_document("a")[0].text == "一二"
