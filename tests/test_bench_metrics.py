"""The figures that the benchmark reports."""

from __future__ import annotations

import random

import pytest

from tests.bench.search.corpus import VARIANTS, Question
from tests.bench.search.metrics import bootstrap, percentile95, recall, reciprocal_rank


def test_a_rank_counts_to_the_tenth_place() -> None:
    # GIVEN eleven results
    found = [f"d{number}" for number in range(1, 12)]
    # THEN the first ten count by their place, what comes behind them or is not there does not
    assert [reciprocal_rank(found, gold) for gold in ("d1", "d4", "d10", "d11", "none")] == [1, 0.25, 0.1, 0, 0]
    assert recall([1, 0.1, 0, 0]) == 0.5


def test_95_of_100_stay_below_the_percentile() -> None:
    assert percentile95(range(1, 101)) == pytest.approx(95.95)
    assert percentile95([7.0]) == 7.0


def test_the_interval_holds_the_difference_and_repeats_itself() -> None:
    # GIVEN ranks of which the first are better by .1 on the whole
    rng = random.Random(5)
    second = [rng.random() for _question in range(400)]
    first = [rank + rng.gauss(0.1, 0.3) for rank in second]
    # WHEN they are compared twice
    mean, low, high = bootstrap(first, second)
    # THEN the interval is about two standard errors (.3 / 20) to each side, and the same again
    assert (mean, low, high) == bootstrap(first, second)
    assert low < mean < high
    assert high - low == pytest.approx(4 * 0.015, rel=0.15)


@pytest.mark.parametrize(
    ("variant", "wanted"),
    [("half width", "窓口 ｶﾞｲﾄﾞ"), ("hiragana", "窓口 がいど"), ("no spaces", "窓口ガイド")],
)
def test_keywords_are_disturbed(variant: str, wanted: str) -> None:
    assert VARIANTS[variant](Question("", ("窓口", "ガイド"), "d1")) == wanted


def test_one_keyword_gets_one_slip() -> None:
    # GIVEN keywords, one of them too short for a slip
    for word in ("スマート窓口", "ーーー", "電子申請", "abc"):
        # WHEN a slip is made
        typed = VARIANTS["one typo"](Question("", ("市", word), "d1"))
        # THEN it is in the long one, and there is one
        assert typed.startswith("市 ")
        assert typed != f"市 {word}"
        assert abs(len(typed) - len(f"市 {word}")) <= 1
