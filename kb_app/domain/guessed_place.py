"""Whose precedent a text is: the municipality that its title, its place or its first lines name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kb_app.domain.case import CaseMunicipality

if TYPE_CHECKING:
    from kb_app.domain.municipality import Municipality

_FIRST_LINES = 600
"""Characters in which a document says whose it is; further on it speaks about others."""
_WARD, _PREFECTURE = "administrative_ward", "prefecture"
_KANJI = re.compile(r"[\u3400-\u9fff々〆ヶ]")
_ENDING = re.compile(r"[市町村区都道府県]")
_SHORT = 2
_BESIDE = 8
"""Characters between a prefecture and a name that belongs to it: a district may stand between (西多摩郡奥多摩町)."""


class NamedPlaces:
    """Finds municipalities of the list in a text."""

    def __init__(self, municipalities: Mapping[str, Municipality]) -> None:
        """`municipalities` has the rows of the list by code."""
        self._rows: dict[str, list[Municipality]] = defaultdict(list)
        self._prefectures: dict[str, Municipality] = {}
        wards = {row.name.split(" ")[-1] for row in municipalities.values() if row.class_id == _WARD}
        for row in municipalities.values():
            if row.class_id == _PREFECTURE:
                self._prefectures[row.name] = row
            elif row.class_id != _WARD:
                self._rows[row.name].append(row)
        self._shared = wards | {name for name, rows in self._rows.items() if len(rows) > 1}
        self._longest = max((len(name) for name in (*self._rows, *self._prefectures)), default=0)

    def guess(self, title: str, path: str, text: str) -> CaseMunicipality:
        """Return the one municipality that is named, an empty one where none is, or several are, or it is not sure.

        A name that two places share counts only with its prefecture before it. A prefecture counts where the title or
        the path names no municipality.
        """
        for words in (title, path.replace("\\", "/"), text[:_FIRST_LINES]):
            named = self._named(unicodedata.normalize("NFKC", words))
            if named:
                return self._only(named)
        return self._prefecture_of(unicodedata.normalize("NFKC", f"{title}\n{path}"))

    def _named(self, words: str) -> Counter[str]:
        """Codes of municipalities that are named for sure, and how often."""
        codes: Counter[str] = Counter()
        prefecture = ""
        end_of_prefecture = -1
        for start, end in self._places(words):
            name = words[start:end]
            if name in self._prefectures:
                prefecture, end_of_prefecture = name, end
                continue
            is_beside = bool(prefecture) and start - end_of_prefecture <= _BESIDE
            is_beside = is_beside and "\n" not in words[end_of_prefecture:start]
            row = self._row(name, prefecture if is_beside else "")
            if row is not None and (start == end_of_prefecture or _stands_alone(words, start, end)):
                codes[row.code] += 1
        return codes

    def _places(self, words: str) -> list[tuple[int, int]]:
        """Where names of the list stand, none inside another: 東村 is no part of 東村山市, 津市 none of 大津市."""
        found: list[tuple[int, int]] = []
        for ending in _ENDING.finditer(words):
            end = ending.end()
            for start in range(max(0, end - self._longest), end - 1):
                if words[start:end] in self._rows or words[start:end] in self._prefectures:
                    found.append((start, end))
                    break
        longest_first = sorted(found, key=lambda place: place[0] - place[1])
        kept: list[tuple[int, int]] = []
        for start, end in longest_first:
            if all(end <= other[0] or start >= other[1] for other in kept):
                kept.append((start, end))
        return sorted(kept)

    def _row(self, name: str, prefecture: str) -> Municipality | None:
        rows = self._rows[name]
        if prefecture:
            return next((row for row in rows if row.prefecture == prefecture), None)
        return rows[0] if name not in self._shared else None

    def _only(self, named: Counter[str]) -> CaseMunicipality:
        (first, count), *others = named.most_common(2)
        if others and count < 3 * others[0][1]:
            return CaseMunicipality()
        row = next(row for rows in self._rows.values() for row in rows if row.code == first)
        return CaseMunicipality(name=row.name, code=row.code)

    def _prefecture_of(self, words: str) -> CaseMunicipality:
        named = {
            words[start:end]
            for start, end in self._places(words)
            if words[start:end] in self._prefectures and words[end : end + 1] not in ("内", "下", "産")
        }
        if len(named) != 1:
            return CaseMunicipality()
        row = self._prefectures[named.pop()]
        return CaseMunicipality(name=row.name, code=row.code)


def _stands_alone(words: str, start: int, end: int) -> bool:
    """Whether the characters are a name and no part of a longer word: 津市 in 中津市, 上市町 in 以上市町村."""
    after = words[end : end + 3]
    if after.startswith("村") or (words[end - 1] == "市" and after.startswith(("町村", "区町村"))):
        return False
    is_after_kanji = start > 0 and bool(_KANJI.match(words[start - 1]))
    is_short = end - start <= _SHORT or words[end - 1] in "町村区"
    return not (is_short and is_after_kanji and words[start - 1] != "郡")
