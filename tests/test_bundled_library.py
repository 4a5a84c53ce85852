"""What the bundled library promises: every file is valid, whole, and says how sure it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from kb_app.domain.municipality import complete_code
from kb_app.domain.outcome import Confidence
from kb_app.domain.vocabulary import Vocabulary
from kb_app.formats.case_writer import render, revise
from kb_app.formats.front_matter import read_case
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted((ROOT / "cases/municipalities").glob("*.md"))
REFERENCES = sorted((ROOT / "cases/reference").glob("*.md"))
HEADINGS = ["課題", "取組", "体制", "費用", "効果", "教訓", "出典"]
THE_SIX = {"272035", "041009", "074071", "141003", "222216", "074462"}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        read_taxonomy(ROOT / "resources/taxonomy.yaml"), read_municipalities(ROOT / "resources/municipalities.csv")
    )


def test_the_library_is_whole() -> None:
    assert len(CASES) == 32
    assert len(REFERENCES) == 17


def test_nothing_is_found_wrong_with_any_file(library: Session) -> None:
    assert {report.path: report.problems for report in library.library.checked() if report.problems} == {}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_has_its_headings_sources_and_confidence(path: Path, vocabulary: Vocabulary) -> None:
    # GIVEN a bundled case
    case = read_case(path.read_text(encoding="utf-8"), vocabulary, "").case
    # THEN its id is its file's name, its code checks, its headings stand in order
    assert case.id == path.stem
    assert complete_code(case.municipality.code) == case.municipality.code
    headings = [heading for heading in re.findall(r"^## (.+)$", case.body, re.MULTILINE) if heading in HEADINGS]
    assert headings == HEADINGS
    # AND every section says something, every source in the text is in the list and has its line under 出典
    assert all(section.strip() for section in re.split(r"^## .+$", case.body, flags=re.MULTILINE)[1:])
    ids = {source.id for source in case.sources}
    assert set(re.findall(r"\bs\d+\b", case.body)) <= ids
    assert {
        line.split("：")[0].removeprefix("- ") for line in case.body.split("## 出典")[1].strip().splitlines()
    } == ids
    # AND no outcome is surer than its source allows
    for outcome in case.outcomes:
        source = case.source(outcome.source)
        assert source is not None
        if outcome.confidence is Confidence.VERIFIED:
            assert source.kind in ("municipality", "national")
        if source.kind == "article" and not source.url:
            assert outcome.confidence is Confidence.UNSOURCED
        assert "http" not in case.body


def test_figures_without_a_source_say_so(vocabulary: Vocabulary) -> None:
    # GIVEN the two figures that only the introductory article knows
    for stem, figure in (("kosai-line-chatbot", -50), ("showa-inhouse-apps", 294)):
        case = read_case((ROOT / f"cases/municipalities/{stem}.md").read_text(encoding="utf-8"), vocabulary, "").case
        (outcome,) = [item for item in case.outcomes if figure in (item.change, item.after)]
        # THEN the case, the figure and a warning say it
        assert case.confidence is outcome.confidence is Confidence.UNSOURCED
        assert case.warnings


def test_the_six_and_the_empty_shelves(library: Session) -> None:
    documents = [document.case for document in library.library.documents() if document.case.kind == "case"]
    assert {case.municipality.code for case in documents} >= THE_SIX
    # No precedent is known for these two; the shelves stay empty until there is one.
    assert not any({"standardization", "security"} & set(case.priority_areas) for case in documents)


@pytest.mark.parametrize("path", [*CASES, *REFERENCES], ids=lambda path: path.stem)
def test_a_file_is_written_back_as_it_is(path: Path, vocabulary: Vocabulary) -> None:
    text = path.read_text(encoding="utf-8")
    case = read_case(text, vocabulary, "").case
    assert revise(text, case, vocabulary) == text
    assert read_case(render(case, vocabulary), vocabulary, "").case == case


def test_the_glossary_is_whole() -> None:
    terms = yaml.safe_load((ROOT / "resources/glossary.yaml").read_text(encoding="utf-8"))["terms"]
    assert len({term["id"] for term in terms}) == len(terms) >= 40
    assert all(term[key].strip() for term in terms for key in ("ja", "reading", "en", "meaning", "meaning_en"))
