"""A case file: YAML front matter between `---` lines, then Markdown. Read tolerantly, with every finding named.

Whatever is wrong with the front matter, the body is kept, so that a document can be found by its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import Case
from kb_app.domain.problem import Problem, Severity, error
from kb_app.formats.case_reader import read_fields
from kb_app.formats.field_reader import FieldReader
from kb_app.formats.yaml_nodes import Mapping, YamlError, parse

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r|$)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SplitText:
    """The two halves of a file. `front` is None where there is no front matter, or where it never ends."""

    front: str | None
    body: str
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class ParsedCase:
    """A case and what was found wrong. `has_id` and `has_title` tell whether the file itself states them."""

    case: Case
    problems: tuple[Problem, ...]
    has_id: bool
    has_title: bool

    @property
    def is_valid(self) -> bool:
        """Whether nothing has to be mended."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


def split(text: str) -> SplitText:
    """Cut a file into front matter and body. Line ends stay as they are."""
    opening = _FENCE.match(text)
    if opening is None:
        return SplitText(None, text)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return SplitText(None, text[opening.end() :], unclosed=True)
    return SplitText(text[opening.end() : closing.start()], text[closing.end() :])


def read_case(text: str, vocabulary: Vocabulary, fallback_title: str) -> ParsedCase:
    """Read a case file. Where it has no title, its first heading or `fallback_title` stands in."""
    halves = split(text)
    problems: list[Problem] = []
    if halves.unclosed:
        problems.append(error(_("the front matter is never closed by a line “---”"), 1))
    case = Case(id="", title="", body=halves.body)
    if halves.front is not None:
        case = _read_front(halves.front, vocabulary, problems, halves.body) or replace(case, body=text)
    if not case.title and not halves.unclosed:
        problems.append(error(_("the title is missing"), 1, "title"))
    heading = _HEADING.search(case.body)
    title = case.title or (heading.group(1).strip() if heading else fallback_title)
    return ParsedCase(replace(case, title=title), tuple(problems), bool(case.id), bool(case.title))


def _read_front(front: str, vocabulary: Vocabulary, problems: list[Problem], body: str) -> Case | None:
    """The case, or None where text and no fields stand between the two lines: a page that begins with a rule."""
    empty = Case(id="", title="", body=body)
    try:
        node = parse(front)
    except YamlError as trouble:
        message = _("the front matter cannot be read: {reason}").format(reason=trouble.reason)
        problems.append(error(message, trouble.line + 1))
        return empty
    if node is None:
        return empty
    if not isinstance(node, Mapping):
        problems.append(error(_("the front matter must consist of fields"), 2))
        return None
    return read_fields(FieldReader(node, problems, 1), vocabulary, body)
