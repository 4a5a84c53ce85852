"""A note as a file: YAML front matter with what is known about it, then its text, character by character.

The format is `dx-note/1`: `id`, `document` (the id of the case it is on, left out for a note on its own), `visibility`,
`author`, `section`, `created` and `updated` (ISO 8601 in UTC).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from kb_app.domain.characters import kept_text
from kb_app.domain.note import Note, Visibility
from kb_app.formats.front_matter import split
from kb_app.formats.yaml_nodes import Mapping, Scalar, YamlError, parse

SCHEMA = "dx-note/1"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_FIELDS = {
    "id": "id",
    "document": "document",
    "visibility": "visibility",
    "author": "author",
    "section": "section",
    "created": "created_at",
    "updated": "updated_at",
}


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A note as its file tells it; empty texts were not stated. It has no revision: that is the database's."""

    id: str
    document: str
    text: str
    visibility: Visibility
    author: str
    section: str
    created_at: str
    updated_at: str


def render_note(note: Note) -> str:
    """Return the text of a note's file, line ends of its front matter LF."""
    lines = [f"schema: {SCHEMA}"]
    for name, attribute in _FIELDS.items():
        value = str(getattr(note, attribute))
        if value:
            lines.append(f"{name}: {_quoted(value)}")
    return "---\n" + "\n".join(lines) + f"\n---\n{note.text}"


def _utc(text: str) -> str:
    """A time as ours are (ISO 8601 in UTC); "" where it is none, or says no offset."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return time.astimezone(UTC).isoformat(timespec="milliseconds") if time.tzinfo is not None else ""


def _quoted(value: str) -> str:
    """A text as YAML: as JSON, which is YAML but for the characters that YAML does not print."""
    return _UNPRINTABLE.sub(lambda found: f"\\U{ord(found.group()):08x}", json.dumps(value, ensure_ascii=False))


def read_note(text: str) -> NoteFile | None:
    """Return the note of a file, or None where the file is none of this format."""
    halves = split(text)
    if halves.front is None:
        return None
    try:
        node = parse(halves.front)
    except YamlError:
        return None
    if not isinstance(node, Mapping):
        return None
    stated = {name: item.text for name, item in node.entries.items() if isinstance(item, Scalar) and not item.is_null}
    if stated.get("schema") != SCHEMA:
        return None
    values = {attribute: kept_text(stated.get(name, "")) for name, attribute in _FIELDS.items()}
    known = {str(visibility) for visibility in Visibility}
    if not _ID.fullmatch(values["id"]):
        values["id"] = ""
    for name in ("created_at", "updated_at"):
        values[name] = _utc(values[name])
    # What nobody may see is the safe reading of an unknown word.
    visibility = Visibility(values.pop("visibility")) if values["visibility"] in known else Visibility.PRIVATE
    values.pop("visibility", None)
    return NoteFile(text=kept_text(halves.body), visibility=visibility, **values)
