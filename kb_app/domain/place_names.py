"""Which municipality is meant where only its name is written, as offices write it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kb_app.domain.municipality import complete_code

if TYPE_CHECKING:
    from kb_app.domain.municipality import Municipality

NATIONWIDE = "全国"
_SPACES = re.compile(r"\s+")
_PREFECTURE = re.compile(r"(北海道|東京都|(?:京都|大阪)府|..県|(?:神奈川|和歌山|鹿児島)県)(.+)")
_COUNTY = re.compile(r".{1,5}?郡(.+[町村])")
_BEHIND = re.compile(r"(.+?)[（(]([^（）()]+)[)）]")


class PlaceNames:
    """The list asked by code or by name; a name that several municipalities have is nobody's without a prefecture."""

    def __init__(self, municipalities: Mapping[str, Municipality]) -> None:
        self._by_code = municipalities
        self._by_name: dict[str, list[Municipality]] = defaultdict(list)
        for municipality in municipalities.values():
            self._by_name[plain(municipality.name)].append(municipality)

    def by_code(self, code: str) -> Municipality | None:
        """Return whose five- or six-digit code it is, also in full-width digits or without the leading zero."""
        digits = plain(code)
        candidates = (digits, f"0{digits}" if len(digits) in (4, 5) else "")
        found = (self._by_code.get(complete_code(candidate) or "") for candidate in candidates)
        return next((municipality for municipality in found if municipality is not None), None)

    def by_name(self, name: str, prefecture: str = "") -> Municipality | None:
        """Return the one municipality of that name, or None where there is none or more than one.

        The prefecture may stand before the name or in brackets behind it, a county (郡) before it.
        """
        wanted = plain(prefecture)
        stated, short = self._taken_apart(plain(name))
        if wanted and stated and wanted != stated:
            return None
        named = self._by_name.get(short, [])
        found = [one for one in named if not (wanted or stated) or plain(one.prefecture) == (wanted or stated)]
        return found[0] if len(found) == 1 else None

    def is_ambiguous(self, name: str) -> bool:
        """Return whether several municipalities have that name."""
        return len(self._by_name.get(plain(name), [])) > 1

    def is_prefecture(self, name: str) -> bool:
        """Return whether a prefecture has that name."""
        return any(one.class_id == "prefecture" for one in self._by_name.get(plain(name), []))

    def _taken_apart(self, name: str) -> tuple[str, str]:
        """The prefecture that is a part of the name, and the name without it and without its county."""
        if name in self._by_name:
            return "", name
        prefecture = ""
        behind, before = _BEHIND.fullmatch(name), _PREFECTURE.fullmatch(name)
        if behind and self.is_prefecture(behind[2]):
            name, prefecture = behind[1], behind[2]
        elif before:
            prefecture, name = before[1], before[2]
        county = _COUNTY.fullmatch(name)
        return prefecture, county[1] if county and name not in self._by_name else name


def plain(name: str) -> str:
    """Return a name as names are compared: one form for each character, no spaces."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", name))
