"""What was undone is gone, also for whoever marks the document again; what was done in one go is undone in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.domain.annotation import Annotations, Status
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.bootstrap import App

DOCUMENT = "kosai-line-chatbot"


def test_a_star_that_was_undone_does_not_come_back_with_a_status(small_app: App):
    with small_app.session() as session:
        # Given a star that was put on and undone
        session.annotations.undo(session.annotations.set_star([DOCUMENT], starred=True))
        # When the document gets a status, then that is all it has
        session.annotations.set_status([DOCUMENT], Status.CANDIDATE)
        found = session.annotations.of(DOCUMENT)
        assert (found.status, found.is_starred) == (Status.CANDIDATE, False)


def test_a_star_that_was_undone_can_be_put_on_again(small_app: App):
    with small_app.session() as session:
        # Given a star that was put on and undone
        session.annotations.undo(session.annotations.set_star([DOCUMENT], starred=True))
        # When it is put on once more, then it is there, and that can be undone too
        change = session.annotations.set_star([DOCUMENT], starred=True)
        assert session.annotations.of(DOCUMENT).is_starred
        session.annotations.undo(change)
        assert not session.annotations.of(DOCUMENT).is_starred


def test_status_and_star_and_all_attributes_are_one_change_each(small_app: App):
    with small_app.session() as session:
        # Given a document that something was put on
        session.annotations.classify([DOCUMENT], Axis.AREA, ["ai_rpa"])
        before = session.annotations.of(DOCUMENT)
        # When status and star are set, and an axis is restored while values of others are put on and taken off
        marked = session.annotations.mark([DOCUMENT], Status.CANDIDATE, starred=True)
        put, off = {Axis.STEP: ["mindset"]}, {Axis.BARRIER: ["silo"]}
        classified = session.annotations.reclassify([DOCUMENT], cleared=[Axis.AREA], put=put, off=off)
        assert session.annotations.of(DOCUMENT) == Annotations(
            DOCUMENT, {Axis.STEP: ("mindset",)}, {Axis.BARRIER: ("silo",)}, status=Status.CANDIDATE, is_starred=True
        )
        # Then two steps back undo all of it
        session.annotations.undo(classified)
        session.annotations.undo(marked)
        assert session.annotations.of(DOCUMENT) == before


def test_a_mark_that_is_not_named_stays(small_app: App):
    with small_app.session() as session:
        session.annotations.set_star([DOCUMENT], starred=True)
        session.annotations.mark([DOCUMENT], Status.REJECTED, starred=None)
        session.annotations.mark([DOCUMENT], None, starred=None)
        found = session.annotations.of(DOCUMENT)
        assert (found.status, found.is_starred) == (Status.REJECTED, True)
