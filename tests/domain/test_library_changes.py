"""What is new, changed or gone, and how it is said."""

from __future__ import annotations

import pytest

from kb_app.domain.library_changes import CaseChange, CaseNews, LibraryChanges, SeenCase, compared
from kb_app.domain.pack_wording import change_words, news_words

pytestmark = pytest.mark.usefixtures("english")


def test_each_case_is_told_once_new_ones_first_and_by_title() -> None:
    # Given what was seen and what is there
    seen = {"a": SeenCase("A", "1"), "b": SeenCase("B", "1"), "c": SeenCase("C", "1")}
    now = {"b": SeenCase("B", "2"), "c": SeenCase("C", "1"), "z": SeenCase("Z", "1"), "y": SeenCase("Y", "1")}
    # When they are compared
    found = compared(seen, now)
    # Then what is the same is not told
    assert [(one.id, one.news) for one in found] == [
        ("y", CaseNews.NEW),
        ("z", CaseNews.NEW),
        ("b", CaseNews.CHANGED),
        ("a", CaseNews.REMOVED),
    ]


def test_a_case_with_another_title_and_the_same_text_is_the_same() -> None:
    assert compared({"a": SeenCase("A", "1")}, {"a": SeenCase("B", "1")}) == ()


def test_of_a_removed_case_the_place_of_its_notes_is_told() -> None:
    with_notes = CaseChange("a", "A", CaseNews.REMOVED, notes=2, is_marked=True)
    assert change_words(with_notes) == (
        "Removed: A (its 2 notes stay on the page “Notes”) (your tags and marks come back with the case)"
    )
    assert change_words(CaseChange("a", "A", CaseNews.REMOVED)) == "Removed: A"
    assert change_words(CaseChange("a", "A", CaseNews.CHANGED, notes=2)) == "Changed: A"


def test_the_line_counts_each_kind() -> None:
    cases = tuple(CaseChange(str(news), "t", news) for news in (CaseNews.NEW, CaseNews.CHANGED, CaseNews.CHANGED))
    assert news_words(LibraryChanges("1", "2", cases)) == ("The bundled cases are newer (1 new, 2 changed, 0 removed).")
