"""Sets of documents as bits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_app.search import bits

SETS = st.sets(st.integers(0, 199))


@given(SETS)
def test_what_goes_in_comes_out_in_order(members: set[int]):
    assert list(bits.numbers(bits.from_numbers(members, 200))) == sorted(members)


@given(SETS, SETS)
def test_union_and_intersection_are_those_of_sets(one: set[int], other: set[int]):
    first, second = bits.from_numbers(one, 200), bits.from_numbers(other, 200)
    assert set(bits.numbers(first | second)) == one | other
    assert set(bits.numbers(first & second)) == one & other
    assert (first & ~second).bit_count() == len(one - other)


@given(SETS, st.integers(0, 199))
def test_a_member_is_held(members: set[int], number: int):
    assert bits.holds(bits.from_numbers(members, 200), number) == (number in members)


def test_the_empty_set_is_zero():
    assert bits.from_numbers([], 0) == 0
    assert list(bits.numbers(0)) == []


@given(st.lists(st.tuples(st.integers(1, 6), SETS), max_size=6), st.integers(1, 20))
def test_sums_reach_what_counting_says(parts: list[tuple[int, set[int]]], least: int):
    # GIVEN sets with weights WHEN all members are counted at once
    found = bits.reaching([(weight, bits.from_numbers(members, 200)) for weight, members in parts], least)
    # THEN those are found whose weights come to enough
    sums = {number: sum(weight for weight, members in parts if number in members) for number in range(200)}
    assert set(bits.numbers(found)) == {number for number, gained in sums.items() if gained >= least}
