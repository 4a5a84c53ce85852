"""The written-down questions and the rules that judge them (see the comments on top of `tests/data/queries_*.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kb_app.domain.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import CaseMunicipality
    from kb_app.domain.query import Hit

DATA = Path(__file__).parent / "data"
THE_SIX = {"272035", "041009", "074071", "141003", "222216", "074462"}
ATTRIBUTES: dict[str, Callable[[CaseMunicipality], str]] = {
    "prefecture": lambda place: place.prefecture,
    "municipality_class": lambda place: place.class_id,
}
_GRACE = 2


@dataclass(frozen=True)
class Question:
    """A question, the rule that judges its answer, and the municipality codes that are expected."""

    id: str
    text: str
    rule: str
    expect: tuple[str, ...]
    top: int
    attribute: dict[str, str]


def read_questions(name: str) -> list[Question]:
    """Read one of the two files."""
    stored: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    entries = stored["queries"] if isinstance(stored, dict) else stored
    return [Question(e["id"], e["q"], e["rule"], tuple(e["expect"]), e["top"], e.get("attribute", {})) for e in entries]


def is_answered(question: Question, session: Session) -> bool:
    """Search as the window does and judge the answer by the question's rule."""
    result = session.searching.search(Query(question.text))
    if question.rule == "none":
        return result.total_all_words == 0 and not THE_SIX & {hit.code for hit in result.hits}
    cases = [hit for hit in result.hits if hit.kind == "case"]
    if question.rule == "attribute":
        return _attribute_holds(question, cases, session)
    top = {hit.code for hit in cases[: question.top + _GRACE]}
    found = [code in top for code in question.expect]
    return all(found) if question.rule == "all_top" else any(found)


def _attribute_holds(question: Question, cases: list[Hit], session: Session) -> bool:
    """Every case with the attribute is found, none without it stands before one of them, the codes are among them."""
    ((name, value),) = question.attribute.items()
    wanted = {
        document.case.id
        for document in session.library.documents()
        if document.case.kind == "case" and ATTRIBUTES[name](document.case.municipality) == value
    }
    first = cases[: len(wanted)]
    return {hit.id for hit in first} == wanted and set(question.expect) <= {hit.code for hit in first}
