"""A match is what a plain scan of the text finds: the whole library against an independent implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import Match, MatchMode, Query
from tests.oracle.plain_scan import PlainScan

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

WORDS = 300
SEED = 20261123


@pytest.fixture(scope="module")
def scan(library_app: App) -> PlainScan:
    return PlainScan(library_app.paths.library_dir, library_app.paths.resources_dir)


def found_all(library: Session, word: str, mode: MatchMode = MatchMode.BEST) -> set[str]:
    """The documents with match `all` for a word as a person would type it."""
    result = library.searching.search(Query(word, mode=mode, synonyms=False))
    return {hit.id for hit in result.hits if hit.match is Match.ALL}


def test_every_document_is_in_both(library: Session, scan: PlainScan) -> None:
    # GIVEN a word-less query WHEN everything is listed THEN it is what the plain scan has read
    result = library.searching.search(Query())
    assert {hit.id for hit in result.hits} == set(scan.ids())


def test_matches_equal_a_plain_scan_of_the_folded_text(library: Session, scan: PlainScan) -> None:
    # GIVEN words of one to eight characters drawn from the library
    words = scan.words(SEED, WORDS)
    assert len(words) == WORDS
    # WHEN each is searched without synonyms
    # THEN exactly those documents hold it that an independent scan finds
    different = {
        word: found ^ expected
        for word in words
        if (found := found_all(library, word)) != (expected := scan.matching(word))
    }
    assert different == {}


def test_exact_matches_equal_a_plain_scan_of_the_unfolded_text(library: Session, scan: PlainScan) -> None:
    words = scan.words(SEED + 1, WORDS)
    different = {
        word: found ^ expected
        for word in words
        if (found := found_all(library, word, MatchMode.EXACT)) != (expected := scan.matching(word, exact=True))
    }
    assert different == {}


def test_other_spellings_are_not_found_without_synonyms(library: Session, scan: PlainScan) -> None:
    # GIVEN single words that stand nowhere, or in another spelling or form
    words = ["手続き", "取り組み", "問合せ", "サーバ", "生む", "重い", "減らす", "決まる", "増える"]
    # THEN without synonyms exactly those documents hold them that hold them as typed
    assert {word: found_all(library, word) for word in words} == {word: scan.matching(word) for word in words}
