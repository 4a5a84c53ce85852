"""Numbers, amounts of money and dates as offices write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_UNITS = {"": 1, "千": 1_000, "万": 10_000, "百万": 1_000_000, "億": 100_000_000}
_NUMBER = re.compile(r"約?\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(百万|億|万|千)?\s*(?:人|円|名)?")
_DAY = re.compile(
    r"(?P<era>令和|平成|昭和|[RHS])?\s*(?P<year>元|[0-9]{1,4})\s*(?:年度?|[-/.])?"
    r"\s*(?:(?P<month>[0-9]{1,2})\s*(?:月|[-/.]|$)\s*(?:(?P<day>[0-9]{1,2})\s*日?)?)?"
)
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}


def whole_number(text: str) -> int | None:
    """Return a count of persons or yen (「1,234人」「約3万人」「1.5億円」「1,200千円」), None where it is none."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "").strip())
    if found is None:
        return None
    amount = Decimal(found[1]) * _UNITS[found[2] or ""]
    return int(amount) if amount == amount.to_integral_value() else None


def partial_date(text: str) -> str:
    """Return a year, month or day as 2020, 2020-08 or 2020-08-07 (also from 令和5年4月1日, R5.4, 2020/8/7).

    A fiscal year is its year. What is no date stays as it is.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(plain)
    if found is None:
        return text
    year = 1 if found["year"] == "元" else int(found["year"])
    if found["era"]:
        year += _ERAS[found["era"]]
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if not 1800 <= year <= 2199 or month > 12 or day > 31:
        return text
    return "-".join((f"{year:04}", *(f"{part:02}" for part in (month, day) if part)))
