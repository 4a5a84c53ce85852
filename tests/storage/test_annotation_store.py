"""Attributes, status and star of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.annotation import CLASSIFIED_AXES, Annotations, Status
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from tests.storage.conftest import Desk


def of(desk: Desk, document: str = "a") -> Annotations:
    return desk.annotations.of_document(document)


def test_nothing_was_added_to_a_document_that_nobody_touched(desk: Desk):
    assert of(desk) == Annotations("a")


@pytest.mark.parametrize("axis", CLASSIFIED_AXES)
def test_values_are_put_on_taken_off_and_restored_on_every_axis(desk: Desk, axis: Axis):
    # Given documents that one value was put on and another taken off
    put = desk.annotations.classify(["a", "b"], axis, ["x", "y"], taken=False)
    taken = desk.annotations.classify(["a"], axis, ["z"], taken=True)
    assert (of(desk).added, of(desk).taken) == ({axis: ("x", "y")}, {axis: ("z",)})
    assert (of(desk, "b").added, of(desk, "b").taken) == ({axis: ("x", "y")}, {})
    # When a value is said to hold and then not to, the last word counts
    desk.annotations.classify(["a"], axis, ["x"], taken=True)
    assert (of(desk).added, of(desk).taken) == ({axis: ("y",)}, {axis: ("x", "z")})
    # and what the file says can be restored, one by one and as a whole
    desk.annotations.restore(["a"], axis, ["z", "none"])
    assert of(desk).taken == {axis: ("x",)}
    desk.annotations.restore(["a"], axis)
    assert of(desk) == Annotations("a")
    assert of(desk, "b").added == {axis: ("x", "y")}
    assert put
    assert taken


def test_an_axis_says_nothing_about_another_and_a_tag_is_no_axis(desk: Desk):
    desk.annotations.classify(["a"], Axis.STEP, ["x"], taken=True)
    desk.annotations.classify(["a"], Axis.AREA, ["x"], taken=False)
    desk.tags.take_off(["a"], ["x"])
    desk.annotations.restore(["a"], Axis.STEP)
    assert of(desk) == Annotations("a", added={Axis.AREA: ("x",)}, taken_tags=("x",))


def test_saying_the_same_again_is_no_change(desk: Desk):
    desk.annotations.classify(["a"], Axis.STEP, ["x"], taken=False)
    desk.annotations.set_state(["a"], status="candidate")
    before = (desk.content(), desk.log.latest())
    assert not desk.annotations.classify(["a", "a"], Axis.STEP, ["x", "x"], taken=False)
    assert not desk.annotations.set_state(["a"], status="candidate")
    assert not desk.annotations.restore(["b"], Axis.STEP)
    assert (desk.content(), desk.log.latest()) == before


def test_values_stand_in_the_order_they_came(desk: Desk):
    names = [f"id{number}" for number in range(12)][::-1]
    desk.annotations.classify(["a"], Axis.STEP, names, taken=False)
    assert of(desk).added == {Axis.STEP: tuple(names)}


def test_status_and_star_are_set_apart_from_each_other(desk: Desk):
    desk.annotations.set_state(["a", "b"], status="candidate")
    desk.annotations.set_state(["a"], is_starred=1)
    assert (of(desk).status, of(desk).is_starred) == (Status.CANDIDATE, True)
    assert (of(desk, "b").status, of(desk, "b").is_starred) == (Status.CANDIDATE, False)
    desk.annotations.set_state(["a"], status="rejected")
    assert (of(desk).status, of(desk).is_starred) == (Status.REJECTED, True)


def test_a_change_of_many_is_one_change_and_is_undone_as_one(desk: Desk):
    desk.annotations.set_state(["b"], status="rejected")
    change = desk.annotations.set_state(["a", "b", "c"], status="candidate")
    assert {image.uuid for image in change.images} == {
        row["uuid"] for row in desk.rows.find("select uuid from document_states")
    }
    desk.rows.undo(change)
    assert [of(desk, document).status for document in "abc"] == [Status.UNREAD, Status.REJECTED, Status.UNREAD]


def test_a_status_that_was_undone_can_be_set_again(desk: Desk):
    desk.rows.undo(desk.annotations.set_state(["a"], status="candidate"))
    assert of(desk) == Annotations("a")
    desk.annotations.set_state(["a"], status="candidate")
    assert of(desk).status is Status.CANDIDATE


def test_a_star_does_not_bring_back_a_status_that_was_undone(desk: Desk):
    desk.rows.undo(desk.annotations.set_state(["a"], status="rejected"))
    desk.annotations.set_state(["a"], is_starred=1)
    assert (of(desk).status, of(desk).is_starred) == (Status.UNREAD, True)


def test_a_value_that_was_undone_can_be_put_on_and_taken_off_again(desk: Desk):
    desk.rows.undo(desk.annotations.classify(["a"], Axis.STEP, ["x"], taken=False))
    desk.annotations.classify(["a"], Axis.STEP, ["x"], taken=False)
    assert of(desk).added == {Axis.STEP: ("x",)}
    desk.rows.undo(desk.annotations.classify(["a"], Axis.STEP, ["x"], taken=True))
    assert of(desk).added == {Axis.STEP: ("x",)}
