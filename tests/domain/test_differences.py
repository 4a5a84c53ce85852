"""Two texts side by side: all of both is there, and what differs is told."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.differences import DifferenceRow, RowKind, differences

LINES = st.lists(st.sampled_from(["課題", "取組", "", "効果", "費用"]), max_size=12).map("\n".join)


def test_changed_added_and_removed_lines_are_told():
    rows = differences("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n")
    assert [(row.left, row.right, str(row.kind)) for row in rows] == [
        ("a", "a", "same"),
        ("b", "B", "changed"),
        ("c", "c", "same"),
        ("d", "d", "same"),
        (None, "e", "added"),
    ]
    assert differences("a\nb", "b")[0] == DifferenceRow("a", None, RowKind.REMOVED)


def test_line_ends_are_no_difference():
    assert {row.kind for row in differences("a\r\nb\r\n", "a\nb")} == {RowKind.SAME}
    assert differences("", "") == ()


@given(left=LINES, right=LINES)
def test_every_line_stands_in_its_column(left: str, right: str):
    rows = differences(left, right)
    assert [row.left for row in rows if row.left is not None] == left.splitlines()
    assert [row.right for row in rows if row.right is not None] == right.splitlines()
    assert all((row.kind is RowKind.SAME) == (row.left == row.right) for row in rows)


def test_long_texts_are_compared_in_bounded_time():
    # Given texts of many lines that repeat each other, which is slow to compare
    rng = random.Random(1)
    left = "\n".join(rng.choices("abc", k=20_000))
    right = "\n".join(rng.choices("abc", k=20_000))
    began = time.perf_counter()
    # When they are compared
    rows = differences(left, right)
    # Then that is done soon, and nothing is missing
    assert time.perf_counter() - began < 5
    assert sum(row.left is not None for row in rows) == 20_000
    began = time.perf_counter()
    differences("\n".join(rng.choices("ab", k=1900)), "\n".join(rng.choices("ab", k=1900)))
    assert time.perf_counter() - began < 10
