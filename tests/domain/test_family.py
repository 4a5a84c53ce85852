from __future__ import annotations

import pytest

from kb_app.domain.annotation import Annotations, Status
from kb_app.domain.case import Case, Origin
from kb_app.domain.family import Family, Relative, beside, joined, origin_of
from kb_app.domain.library import Document, Shelf
from kb_app.domain.taxonomy import Axis

STEP = Axis.STEP


def document(shelf: Shelf, origin: Origin | None) -> Document:
    return Document(Case("me", "題", derived_from=origin), shelf, "a.md")


@pytest.mark.parametrize(
    ("shelf", "origin", "found"),
    [
        (Shelf.OWN, Origin("it"), "it"),
        (Shelf.OWN, None, ""),
        (Shelf.OWN, Origin("me"), ""),
        (Shelf.BUNDLED, Origin("it"), ""),
    ],
)
def test_only_an_own_case_is_a_copy_and_never_of_itself(shelf: Shelf, origin: Origin | None, found: str):
    assert origin_of(document(shelf, origin)) == found


def test_a_copy_shares_with_its_original_and_a_hidden_original_with_its_copies():
    origin, copies = Relative("it"), (Relative("one"), Relative("two"))
    assert Family("me").others == ()
    assert Family("me", origin).others == ("it",)
    assert Family("me", origin, copies, is_hidden=True).others == ("it", "one", "two")
    # An own case stands for itself: what is said of its copies is not said of it
    assert Family("me", origin, copies).others == ("it",)
    # A circle of two names nobody twice
    assert Family("me", Relative("one"), copies, is_hidden=True).others == ("one", "two")


def test_beside_documents_are_those_of_their_families_but_not_they_themselves():
    families = {"a": Family("a", Relative("b")), "b": Family("b", Relative("a")), "c": Family("c", Relative("a"))}
    assert beside(iter(["a", "c"]), families.__getitem__) == ("b",)
    assert beside(["a", "b"], families.__getitem__) == ()


def test_what_was_added_to_both_holds():
    own = Annotations("me", {STEP: ("s1",)}, {}, ("視察",), (), Status.UNREAD, False)
    other = Annotations("it", {STEP: ("s1", "s2")}, {STEP: ("s3",)}, ("視察", "出張"), ("旧",), Status.CANDIDATE, True)
    both = joined(own, [other])
    assert both == Annotations(
        "me", {STEP: ("s1", "s2")}, {STEP: ("s3",)}, ("視察", "出張"), ("旧",), Status.CANDIDATE, True
    )
    assert joined(own, []) == own


def test_where_two_say_different_things_ones_own_holds():
    own = Annotations("me", {STEP: ("s1",)}, {STEP: ("s2",)}, ("ＬＩＮＥ",), ("旧",), Status.REJECTED)
    other = Annotations("it", {STEP: ("s2",)}, {STEP: ("s1",)}, ("旧",), ("line",), Status.CANDIDATE)
    both = joined(own, [other])
    assert (both.added[STEP], both.taken[STEP]) == (("s1",), ("s2",))
    assert (both.tags, both.taken_tags, both.status) == (("ＬＩＮＥ",), ("旧",), Status.REJECTED)
