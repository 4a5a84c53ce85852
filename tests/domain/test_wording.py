"""Figures are said so that per cent and points, results and targets stay apart."""

from __future__ import annotations

import pytest

from kb_app.domain import wording
from kb_app.domain.outcome import ChangeKind, Confidence, Method, Outcome
from kb_app.domain.query import FilterAxis

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("change", "kind", "unit", "said"),
    [
        (-50, ChangeKind.PERCENT, "%", "−50%"),
        (17.0, ChangeKind.PERCENT_POINT, "%", "+17.0 points"),
        (-1_234, ChangeKind.ABSOLUTE, "件", "−1,234件"),
        (294, None, "時間", "+294時間"),
        (0, ChangeKind.PERCENT, "%", "±0%"),
        (3, ChangeKind.RATIO, "件", "3 times"),
        ("大幅に減った", ChangeKind.ABSOLUTE, "件", "大幅に減った"),
        (None, None, "件", ""),
    ],
)
def test_a_change_is_said_with_its_sign_and_what_it_is_counted_in(
    change: float | str | None, kind: ChangeKind | None, unit: str, said: str
):
    assert wording.change_text(Outcome("件数", unit, change=change, change_kind=kind)) == said


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (12_345, "件", "12,345件"),
        (78.0, "%", "78.0%"),
        (2, "GB", "2 GB"),
        (0, "件", "0件"),
        (None, "件", "Not stated"),
        ("600以上", "件", "600以上"),
        ("約600", "件", "約600件"),
        ("約600件", "件", "約600件"),
        ("", "件", ""),
    ],
)
def test_an_amount_is_said_with_its_unit_or_in_the_words_of_its_source(
    amount: float | str | None, unit: str, said: str
):
    assert wording.amount_text(amount, unit) == said


def test_a_card_shows_the_change_before_anything_else():
    both = Outcome("電話", "件", before=100, after=50, change=-50, change_kind=ChangeKind.PERCENT)
    assert wording.headline(both) == "−50%"
    assert wording.before_after(both) == "100件 → 50件"


def test_a_card_without_a_change_shows_what_there_is():
    assert wording.headline(Outcome("電話", "件", before=100, after=50)) == "100件 → 50件"
    assert wording.headline(Outcome("電話", "件", after=50)) == "50件"
    assert wording.headline(Outcome("電話", "件", before=100)) == "before: 100件"
    assert wording.headline(Outcome("電話", "件", before="約600")) == "before: 約600件"
    assert wording.headline(Outcome("電話", "件")) == "Not stated"
    assert wording.before_after(Outcome("電話", "件", after=50)) == ""


@pytest.mark.parametrize("method", list(Method))
def test_targets_and_estimates_are_no_results(method: Method):
    assert Outcome("電話", "件", method=method).is_result == (method not in (Method.TARGET, Method.ESTIMATE))


def test_every_value_has_words_of_its_own():
    assert len({wording.method_label(method) for method in Method}) == len(Method)
    assert len({wording.confidence_label(value) for value in Confidence}) == len(Confidence)
    assert len({wording.axis_label(axis) for axis in FilterAxis}) == len(FilterAxis)
    assert {wording.kind_label(kind) for kind in ("case", "reference", "own", "note")}.isdisjoint({"case", "own"})


def test_what_is_not_known_is_said_as_it_is():
    labels = (wording.confidence_label, wording.status_label, wording.source_kind_label, wording.kind_label)
    assert [label("そのまま") for label in labels] == ["そのまま"] * 4
