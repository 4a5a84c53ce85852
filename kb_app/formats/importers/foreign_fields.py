"""What the front matter of another program's note says in our words."""

from __future__ import annotations

import re

from kb_app.base.i18n import _
from kb_app.formats.importers.plain_markdown import escaped
from kb_app.formats.yaml_nodes import Mapping, Node, Scalar, Sequence

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_TITLE, _TAGS, _ALIASES = ("title",), ("tags", "tag", "keywords"), ("aliases", "alias", "subtitle")
_AUTHOR, _UPDATED = ("author",), ("updated", "modified", "last_modified", "date modified", "updated_at")
_TAKEN = frozenset((*_TITLE, *_TAGS, *_ALIASES, *_AUTHOR, *_UPDATED))
_ABOUT_THE_PROGRAM = frozenset(
    (
        "latitude",
        "longitude",
        "altitude",
        "completed?",
        "cssclass",
        "cssclasses",
        "publish",
        "is_todo",
        "position",
        "layout",
    )
)
"""Fields that say how a program shows a note, or where it was typed."""


class ForeignFields:
    """Reads the fields of a note of Obsidian, Joplin and their like.

    Title, tags, other names (as the subtitle), author and time of change become fields of the case; what only
    concerns the other program is dropped with a remark; everything else is kept at the end of the text (`rest`).
    """

    def __init__(self, fields: Mapping | None) -> None:
        self._entries = {key.strip(): node for key, node in fields.entries.items()} if fields else {}
        self.title = self._text(_TITLE)
        self.author = self._text(_AUTHOR)
        self.subtitle = "、".join(text for text in self._texts(_ALIASES) if text != self.title)
        self.updated = _date(self._text(_UPDATED))
        self.tags = tuple(dict.fromkeys(tag for text in self._texts(_TAGS) if (tag := text.lstrip("#＃").strip())))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was dropped."""
        dropped = [key for key in self._entries if key.lower() in _ABOUT_THE_PROGRAM]
        return (_("fields that were left out: {names}").format(names=", ".join(dropped)),) if dropped else ()

    def rest(self) -> str:
        """Return the fields that have no place in a case as Markdown, "" where there are none."""
        kept = [
            (key, " / ".join(_flat(node)))
            for key, node in self._entries.items()
            if key.lower() not in _TAKEN | _ABOUT_THE_PROGRAM
        ]
        lines = [f"- {escaped(key)}: {escaped(' '.join(value.split()))}" for key, value in kept if value]
        heading = _("Other fields of the original file")
        return "\n".join(("", f"## {heading}", "", *lines, "")) if lines else ""

    def _find(self, names: tuple[str, ...]) -> Node | None:
        return next((node for key, node in self._entries.items() if key.lower() in names), None)

    def _text(self, names: tuple[str, ...]) -> str:
        node = self._find(names)
        if node is None:
            return ""
        return " ".join(" ".join(_flat(node)).split())

    def _texts(self, names: tuple[str, ...]) -> list[str]:
        """A list, or one text with commas; in tags without commas, spaces part."""
        node = self._find(names)
        if not isinstance(node, Scalar):
            return [text for text in (_flat(node) if node is not None else ()) if text]
        parts = re.split(r"[,、，]", node.text)
        if len(parts) == 1 and names is _TAGS:
            parts = node.text.split()
        return [part.strip() for part in parts if part.strip()]


def _flat(node: Node) -> list[str]:
    if isinstance(node, Scalar):
        return [] if node.is_null else [node.text.strip()]
    if isinstance(node, Sequence):
        return [text for item in node.items for text in _flat(item)]
    return [f"{key}: {text}" for key, item in node.entries.items() for text in _flat(item)]


def _date(text: str) -> str:
    found = _DATE.match(text)
    if found is None:
        return ""
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
