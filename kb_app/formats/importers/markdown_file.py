"""Markdown with our front matter, with that of another program (Obsidian, Joplin and their like), or with none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import Case
from kb_app.domain.imported import ImportedCase
from kb_app.formats.front_matter import read_case, split
from kb_app.formats.importers.code_parts import without_code
from kb_app.formats.importers.draft import Draft, finished
from kb_app.formats.importers.foreign_fields import ForeignFields
from kb_app.formats.importers.note_dialect import note_tags, to_our_dialect
from kb_app.formats.importers.sniffing import decoded
from kb_app.formats.yaml_nodes import Mapping, YamlError, parse

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_OURS = frozenset(
    ("schema", "municipality", "steps", "priority_areas", "related_measures", "barriers", "outcomes", "sources")
)
_HEADING = re.compile(r"^(#{1,2})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_DIAGRAM = re.compile(
    r"\s*(?:(?:class|sequence|er)Diagram|stateDiagram(?:-v2)?|gantt|mindmap"
    r"|(?:graph|flowchart) (?:TB|TD|BT|LR|RL))\s*\n"
)


def read_markdown(path: str, data: bytes, vocabulary: Vocabulary, encoding: str | None) -> ImportedCase:
    """Return the case of a Markdown file.

    A file with one of our own fields is read as it stands: nothing but a missing title is guessed, so that what was
    written by this program comes back the same. Everything else is a note of another program: its dialect becomes
    ours, and fields that we do not have are kept at the end of the text.

    Raises:
        UnreadableFileError: the file is empty, or no text.
        EncodingUnknownError: its encoding cannot be told.
    """
    text = decoded(data, encoding)
    front = split(text).front
    fields, trouble = _fields(front)
    if fields is not None and _OURS & fields.entries.keys():
        return _ours(text, path, vocabulary)
    if trouble:
        return finished(_unreadable_front(text, trouble), path, vocabulary)
    return finished(_foreign(text, fields), path, vocabulary)


def _fields(front: str | None) -> tuple[Mapping | None, str]:
    """The fields of a front matter, and what is wrong with it."""
    try:
        node = parse(front) if front is not None else None
    except YamlError as error:
        return None, error.reason
    return (node, "") if isinstance(node, Mapping) else (None, "")


def _ours(text: str, path: str, vocabulary: Vocabulary) -> ImportedCase:
    parsed = read_case(text, vocabulary, "")
    remarks = tuple(
        f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in parsed.problems
    )
    if parsed.has_title:
        return ImportedCase(parsed.case, remarks=remarks)
    titled = finished(Draft(replace(parsed.case, title=""), _headings(parsed.case.body)), path, vocabulary)
    case = replace(parsed.case, title=titled.case.title)
    return ImportedCase(case, frozenset({"title"}), remarks=remarks)


def _unreadable_front(text: str, reason: str) -> Draft:
    """A note whose fields are no YAML: they are shown above the text, so that nothing is lost."""
    halves = split(text)
    body = f"```\n{(halves.front or '').strip()}\n```\n\n{to_our_dialect(halves.body)}"
    remark = _("the front matter cannot be read: {reason}").format(reason=reason)
    return Draft(Case(id="", title="", body=body), _headings(halves.body), remarks=(remark,))


def _foreign(text: str, fields: Mapping | None) -> Draft:
    """A note of another program. Without fields, a rule at its beginning opens no front matter and stays."""
    body = split(text).body if fields is not None else text
    stated = ForeignFields(fields)
    tags = dict.fromkeys((*stated.tags, *note_tags(body, is_note=fields is not None)))
    shown = _as_code(body) if _DIAGRAM.match(body) else to_our_dialect(body)
    case = Case(
        id="",
        title=stated.title,
        subtitle=stated.subtitle,
        tags=tuple(tags),
        author=stated.author,
        updated=stated.updated,
        body=shown.rstrip("\n") + "\n" + stated.rest(),
    )
    return Draft(case, _headings(body), named=stated.title, remarks=stated.remarks)


def _headings(body: str) -> tuple[str, ...]:
    """The first heading of the highest level, where the document begins with it or has no other of that level."""
    plain = without_code(body)
    found = [(len(heading[1]), heading[2]) for heading in _HEADING.finditer(plain)]
    if not found:
        return ()
    level, title = found[0]
    is_first = plain.lstrip().startswith("#")
    is_only = level == 1 and sum(other == 1 for other, _text in found) == 1
    return (_MARKS.sub(r"\1", title),) if is_first or is_only else ()


def _as_code(diagram: str) -> str:
    """The text of a drawing (Mermaid) is no Markdown; as code every character of it stays."""
    return f"```mermaid\n{diagram.strip()}\n```\n"
