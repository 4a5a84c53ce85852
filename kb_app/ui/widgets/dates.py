"""Partial dates as staff say them: with the fiscal year, Japanese and western side by side."""

from __future__ import annotations

import re

from kb_app.base import i18n

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ERAS = (("令和", 2019), ("平成", 1989), ("昭和", 1926))


def date_text(date: str) -> str:
    """Return 2020-08-07 as 2020年8月7日（令和2年度・2020年度）; what is no such date is returned as it is."""
    found = _DATE.fullmatch(date)
    if found is None or i18n.language() != "ja":
        return date
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return f"{year}年（{_in_era(year)}年）"
    fiscal_year = year - 1 if month < 4 else year
    return f"{year}年{month}月{f'{day}日' if day else ''}（{_in_era(fiscal_year)}年度・{fiscal_year}年度）"


def _in_era(year: int) -> str:
    name, first = next(((name, first) for name, first in _ERAS if year >= first), ("", 1))
    return f"{name}{'元' if year == first and name else year - first + 1}"
