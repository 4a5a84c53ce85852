"""What staff type, and which precedents must come up: the written-down questions, each reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import Match, Query
from tests.questions import Question, is_answered, read_questions

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import CaseMunicipality


@pytest.mark.parametrize(("name", "least"), [("queries_open.yaml", 24), ("queries_further.yaml", 22)])
def test_questions_are_answered(library: Session, name: str, least: int, capsys: pytest.CaptureFixture[str]) -> None:
    # GIVEN questions that were written down before the library
    questions = read_questions(name)
    assert len(questions) == 25
    # WHEN each is asked as in the window
    answered = [is_answered(question, library) for question in questions]
    # THEN each is reported, and enough of them are answered by their own rules
    with capsys.disabled():
        print(f"\n{name}: {sum(answered)} of {len(questions)}")
        print("\n".join(_line(question, ok) for question, ok in zip(questions, answered, strict=True)))
    assert sum(answered) >= least


def test_every_document_is_found_by_what_names_it(library: Session) -> None:
    # GIVEN every bundled document WHEN its title, municipality, reading or code is searched THEN it holds all words
    missed = [
        (document.case.id, name)
        for document in library.library.documents()
        for name in _names(document.case.title, document.case.municipality)
        if document.case.id not in _complete(library, name)
    ]
    assert missed == []


def _line(question: Question, ok: bool) -> str:
    return f"  {question.id} {'found ' if ok else 'MISSED'} {question.text}"


def _names(title: str, place: CaseMunicipality) -> list[str]:
    return [name for name in (title, place.name, place.kana, place.code, place.code[:5]) if name]


def _complete(library: Session, text: str) -> set[str]:
    return {hit.id for hit in library.searching.search(Query(text)).hits if hit.match is Match.ALL}
