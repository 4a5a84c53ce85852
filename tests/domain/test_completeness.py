"""The gauge: what a good precedent needs, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.case import Case, CaseMunicipality, Cost, Period, Source
from kb_app.domain.case_sections import SECTIONS, section_text, template
from kb_app.domain.completeness import completeness
from kb_app.domain.outcome import Confidence, Outcome

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session

WHOLE = Case(
    id="own-a",
    title="窓口の押印廃止",
    summary="押印をやめた",
    municipality=CaseMunicipality("湖西市", "222216"),
    steps=("execute_measure",),
    priority_areas=("ai_rpa",),
    period=Period("2024"),
    cost=Cost(none_known=True),
    outcomes=(Outcome("時間", "分", 10, 5, source="s1"),),
    sources=(Source("s1", "広報", publisher="湖西市", published="2025-01"),),
    confidence=Confidence.VERIFIED,
    checked="2026-11-28",
    body="## 課題\n手間\n\n## 取組\n廃止\n\n## 効果\n半分\n",
)


def fields(case: Case) -> list[str]:
    return [gap.field for gap in completeness(case).missing]


def test_a_whole_case_lacks_nothing():
    assert completeness(WHOLE).share == 1.0
    assert fields(WHOLE) == []


def test_a_blank_case_lacks_everything_and_says_the_weightiest_first():
    found = completeness(Case(id="", title="", body=template()))
    assert found.share == 0.0
    assert [gap.field for gap in found.missing[:3]] == ["title", "municipality.code", "body.取組"]
    assert all(gap.sentence for gap in found.missing)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"municipality": CaseMunicipality("湖西市", "222217")}, "municipality.code"),
        ({"outcomes": (Outcome("時間", "分", source="s9"),)}, "outcomes.source"),
        ({"cost": Cost()}, "cost"),
        ({"sources": (Source("s1", "広報", publisher="湖西市"),)}, "sources.published"),
        ({"sources": (Source("s1", "広報", accessed="2026"),)}, "sources.publisher"),
        ({"confidence": Confidence.UNSOURCED}, "confidence"),
        ({"checked": ""}, "checked"),
        ({"body": WHOLE.body.replace("手間", "<!-- ここに書く -->")}, "body.課題"),
        ({"body": WHOLE.body.replace("## 効果", "## 成果")}, "body.効果"),
    ],
)
def test_each_gap_is_named(change: dict, field: str):
    case = replace(WHOLE, **change)
    assert field in fields(case)
    assert completeness(case).share < 1.0


def test_the_template_has_the_headings_of_the_schema():
    assert [line for line in template().splitlines() if line] == [f"## {heading}" for heading in SECTIONS]
    assert section_text("## 課題\r\n手間\r\n## 取組 ##\r\n廃止", "取組") == "廃止"


def test_most_bundled_cases_are_nearly_whole(library: Session):
    shares = [
        completeness(document.case).share for document in library.library.documents() if document.case.kind == "case"
    ]
    assert sorted(shares)[len(shares) // 2] > 0.6
