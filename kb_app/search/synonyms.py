"""Words that stand for one another, from `resources/synonyms.yaml`, and how a word of a query uses them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any


_LONGEST_EXPRESSION = 20


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What a word may be exchanged for, as the file has it: `same` counts as the word, `near` only for the order."""

    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class Synonyms:
    """The groups of synonyms by folded word, and the spellings of the same word."""

    def __init__(self, groups: dict[str, list[Alternatives]], spellings: Iterable[tuple[str, ...]]) -> None:
        self._groups = groups
        self._spellings = tuple(spellings)
        self._respelled = re.compile("|".join(re.escape(word) for row in self._spellings for word in row) or r"(?!)")

    def of(self, term: str) -> Alternatives:
        """Return the synonyms of a whole term (folded), without the term itself, each once."""
        same: dict[str, str] = {}
        near: dict[str, str] = {}
        for spelling in (term, *self.respelled(term)):
            for group in self._groups.get(spelling, ()):
                same |= {fold(word): word for word in group.same if fold(word) not in same}
                near |= {fold(word): word for word in group.near if fold(word) not in near}
        same.pop(term, None)
        return Alternatives(tuple(same.values()), tuple(word for key, word in near.items() if key not in same))

    def known_in(self, term: str) -> list[str]:
        """Return the longest expressions (folded, three characters or more) inside a folded term, in order."""
        found: list[str] = []
        start = 0
        while start < len(term):
            ends = range(min(len(term), start + _LONGEST_EXPRESSION), start + 2, -1)
            word = next((term[start:end] for end in ends if term[start:end] in self._groups), None)
            if word is not None and word != term:
                found.append(word)
            start += len(word) if word is not None else 1
        return found

    def respelled(self, term: str) -> tuple[str, ...]:
        """Return the folded term with other 送りがな (手続きを -> 手続を), inside longer terms too, without itself."""
        found = {term: None}
        if not self._respelled.search(term):
            return ()
        for spellings in self._spellings:
            for variant in list(found):
                held = next((spelling for spelling in spellings if spelling in variant), None)
                if held is not None:
                    found |= dict.fromkeys(variant.replace(held, other) for other in spellings)
        return tuple(variant for variant in found if variant != term)


def read_synonyms(path: Path) -> Synonyms:
    """Read the file of synonyms.

    Raises:
        KbError: the file is missing or is not in its form.
    """
    try:
        stored = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
        groups = _by_word(stored["groups"], stored["variants"])
        # Longest first, so that 取り組み is not taken for 取組 with something behind it.
        spellings = [tuple(sorted(map(fold, row), key=len, reverse=True)) for row in stored["okurigana"]]
    except OSError as error:
        raise _unreadable(path, system_cause(error)) from error
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    return Synonyms(groups, spellings)


def _by_word(groups: list[dict[str, Any]], variants: list[list[Any]]) -> dict[str, list[Alternatives]]:
    found: dict[str, list[Alternatives]] = {}
    for group in groups:
        same = tuple(map(str, (group["ja"], *group.get("same", ()))))
        entry = Alternatives(same, tuple(map(str, group.get("near", ()))))
        for word in dict.fromkeys(map(fold, (*same, *map(str, group.get("yomi", ()))))):
            found.setdefault(word, []).append(entry)
    for row in variants:
        entry = Alternatives(tuple(map(str, row)))
        for word in dict.fromkeys(map(fold, entry.same)):
            found.setdefault(word, []).append(entry)
    return found


def _unreadable(path: Path, cause: str) -> KbError:
    return KbError(
        _("{file} could not be read.").format(file=path.name), cause, _("Mend the file or install the program again.")
    )
