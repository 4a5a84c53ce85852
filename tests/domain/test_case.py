"""A case knows its sources."""

from __future__ import annotations

from kb_app.domain.case import Case, Kind, Source
from kb_app.domain.outcome import Confidence


def test_a_source_is_found_by_its_id():
    wanted = Source("s2", "広報")
    case = Case("kosai", "題", sources=(Source("s1", "計画"), wanted))
    assert case.source("s2") is wanted
    assert case.source("s3") is None


def test_nothing_is_sure_until_a_file_says_so():
    case = Case("kosai", "題")
    assert (case.kind, case.confidence, case.municipality.population) == (Kind.CASE, Confidence.UNSOURCED, None)
