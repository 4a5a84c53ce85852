"""Reads typed fields out of a YAML mapping, keeps what it can and notes what is wrong with line and field."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kb_app.base.i18n import _
from kb_app.domain.problem import Problem, error, warning
from kb_app.formats.yaml_nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.domain.outcome import Amount

_Choice = TypeVar("_Choice", bound=StrEnum)
# Eighteen digits at most: more than anybody counts, and still a number for every reader of our JSON.
_INTEGER = re.compile(r"[+-]?[0-9](?:[_,]?[0-9]){0,17}")
_NUMBER = re.compile(rf"{_INTEGER.pattern}(?:\.[0-9]{{1,18}})?")
_PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?|不明")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


class FieldReader:
    """One mapping of a front matter. Fields that were never asked for are unknown; `finish` names them."""

    def __init__(self, mapping: Mapping, problems: list[Problem], first_line: int, path: str = "") -> None:
        """`first_line` is the line of the file on which the YAML text begins, less one."""
        self._mapping = mapping
        self._problems = problems
        self._first_line = first_line
        self._path = path
        self._asked: set[str] = set()
        for key, line in mapping.repeated:
            self._note(error(_("the key stands here twice; the first one counts"), line + first_line, self._name(key)))

    def has(self, key: str) -> bool:
        """Return whether the field is there with a value."""
        node = self._mapping.entries.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.is_null)

    def line(self, key: str) -> int:
        """Return the line of the field in the file, or that of the mapping where the field is missing."""
        return self._mapping.key_lines.get(key, self._mapping.line) + self._first_line

    def error(self, key: str, message: str) -> None:
        """Note an error at a field."""
        self._note(error(message, self.line(key), self._name(key)))

    def warning(self, key: str, message: str) -> None:
        """Note a hint at a field."""
        self._note(warning(message, self.line(key), self._name(key)))

    def text(self, key: str, *, longest: int | None = None) -> str:
        """Return a text without white space around it, "" where there is none."""
        node = self._get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.error(key, _("a single text is expected here"))
            return ""
        text = node.text.strip()
        if longest is not None and len(text) > longest:
            self.warning(key, _("longer than {longest} characters").format(longest=longest))
        return text

    def integer(self, key: str) -> int | None:
        """Return a whole number; thousands may be separated."""
        text = self.text(key)
        if not text:
            return None
        if not _INTEGER.fullmatch(text):
            self.error(key, _("“{text}” is not a whole number").format(text=text))
            return None
        return int(_plain(text))

    def amount(self, key: str) -> Amount | None:
        """Return a number, or the words of the source."""
        return amount_of(self.text(key))

    def flag(self, key: str) -> bool:
        """Return a yes or no; missing is no."""
        text = self.text(key).lower()
        if text not in ("", "true", "false", "yes", "no"):
            self.error(key, _("true or false is expected here"))
        return text in ("true", "yes")

    def date(self, key: str) -> str:
        """Return a partial date as text: a year, a month or a day; other words are kept with a hint."""
        text = self.text(key)
        if text and not _PARTIAL_DATE.fullmatch(text):
            self.warning(key, _("“{text}” is not a date such as 2020, 2020-08 or 2020-08-07").format(text=text))
        return text

    def address(self, key: str) -> str:
        """Return a web address; anything but http and https is dropped with an error."""
        text = self.text(key)
        if text and not _ADDRESS.fullmatch(text):
            self.error(key, _("only http and https addresses are taken"))
            return ""
        return text

    def choice(self, key: str, values: type[_Choice], default: _Choice) -> _Choice:
        """Return one of the values of an enumeration, the default where it is missing or unknown."""
        text = self.text(key)
        if not text:
            return default
        try:
            return values(text)
        except ValueError:
            self._unknown(key, text, values)
            return default

    def word(self, key: str, allowed: Iterable[str]) -> str:
        """Return a word of a closed list; an unknown word is kept with an error."""
        text = self.text(key)
        known = tuple(allowed)
        if text and text not in known:
            self._unknown(key, text, known)
        return text

    def texts(self, key: str, *, most: int | None = None) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        node = self._get(key)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            self.warning(key, _("a list is expected here; the text is taken as its only item"))
            return (node.text.strip(),) if node.text.strip() else ()
        if not isinstance(node, Sequence):
            self.error(key, _("a list is expected here"))
            return ()
        found = tuple(item.text.strip() for item in node.items if isinstance(item, Scalar) and item.text.strip())
        if len(found) < len(node.items):
            self.error(key, _("every item of this list must be a text"))
        if most is not None and len(found) > most:
            self.warning(key, _("more than {most} items").format(most=most))
        return found

    def mapping(self, key: str) -> FieldReader | None:
        """Return a reader of a nested mapping."""
        node = self._get(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.error(key, _("fields are expected below this one"))
            return None
        return FieldReader(node, self._problems, self._first_line, self._name(key))

    def mappings(self, key: str) -> list[FieldReader]:
        """Return readers of a list of mappings."""
        node = self._get(key)
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.error(key, _("a list is expected here"))
            return []
        readers = []
        for number, item in enumerate(node.items, 1):
            name = f"{self._name(key)}[{number}]"
            if isinstance(item, Mapping):
                readers.append(FieldReader(item, self._problems, self._first_line, name))
            else:
                self._note(error(_("fields are expected in this item"), item.line + self._first_line, name))
        return readers

    def finish(self) -> None:
        """Name every field that nobody asked for; it is kept in the file but not used."""
        for key in self._mapping.entries:
            if key not in self._asked:
                self.warning(key, _("unknown field; it is kept but not used"))

    def _get(self, key: str) -> Node | None:
        self._asked.add(key)
        return self._mapping.entries[key] if self.has(key) else None

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _note(self, problem: Problem) -> None:
        self._problems.append(problem)

    def _unknown(self, key: str, text: str, allowed: Iterable[str]) -> None:
        known = ", ".join(str(value) for value in allowed)
        self.error(key, _("“{text}” is not one of: {known}").format(text=text, known=known))


def amount_of(text: str) -> Amount | None:
    """Return the number that a text is, else the text itself, None for an empty one."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return text
    plain = _plain(text)
    return float(plain) if "." in plain else int(plain)


def _plain(number: str) -> str:
    return number.replace(",", "").replace("_", "")
