"""What holds for a document: what its file says, with what staff added to it and took off it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb_app.domain.annotation import CLASSIFIED_AXES, Annotations, Status, merged
from kb_app.domain.case import Case
from kb_app.domain.taxonomy import Axis

CASE = Case("a", "題", steps=("mindset", "plan_and_act"), priority_areas=("ai_rpa",), tags=("LINE", "窓口"))


def test_nothing_added_leaves_the_case_as_it_is():
    added = Annotations("a")
    assert added.applied_to(CASE) == CASE
    assert (added.status, added.is_starred) == (Status.UNREAD, False)


@pytest.mark.parametrize(("axis", "name"), CLASSIFIED_AXES.items(), ids=str)
def test_every_axis_can_be_added_to_and_taken_from(axis: Axis, name: str):
    case = replace(Case("a", "題"), **{name: ("one", "two")})  # type: ignore[arg-type]
    changed = Annotations("a", added={axis: ("three", "one")}, taken={axis: ("two",)})
    assert getattr(changed.applied_to(case), name) == ("one", "three")
    assert changed.taken_from(axis, case) == ("two",)
    # and no other axis is touched
    others = [other for other in CLASSIFIED_AXES.values() if other != name]
    assert all(getattr(changed.applied_to(case), other) == () for other in others)


def test_what_staff_added_is_told_from_what_the_file_says_too():
    added = Annotations("a", added={Axis.STEP: ("execute_measure", "mindset")})
    assert added.is_added(Axis.STEP, "execute_measure", CASE)
    assert not added.is_added(Axis.STEP, "mindset", CASE)
    assert not added.is_added(Axis.STEP, "plan_and_act", CASE)
    assert not added.is_added(Axis.AREA, "execute_measure", CASE)


def test_what_was_taken_is_shown_only_where_the_file_says_it():
    added = Annotations("a", taken={Axis.STEP: ("mindset", "execute_measure")})
    assert added.taken_from(Axis.STEP, CASE) == ("mindset",)
    assert added.taken_from(Axis.AREA, CASE) == ()


def test_tags_of_the_file_stand_first_and_a_name_stands_once():
    added = Annotations("a", tags=("視察候補", "ｌｉｎｅ"))
    assert added.applied_to(CASE).tags == ("LINE", "窓口", "視察候補")


def test_a_tag_of_the_file_is_taken_off_in_whatever_way_it_is_spelled():
    added = Annotations("a", taken_tags=("Ｌｉｎｅ", "無い"))
    assert added.applied_to(CASE).tags == ("窓口",)
    assert added.tags_taken_from(CASE) == ("LINE",)


def test_a_tag_that_was_taken_off_the_file_and_put_on_by_staff_holds():
    assert Annotations("a", tags=("line",), taken_tags=("LINE",)).applied_to(CASE).tags == ("窓口", "line")


def test_values_keep_their_order_and_come_once():
    assert merged(("a", "b", "a"), ("c", "b", "c"), ("a",)) == ("b", "c")
