"""What a person sees in a cell of Excel: dates, per cent, codes with leading zeros, no 1.0 for 1."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS = re.compile(r"0{2,20}")
_PER_CENT = re.compile(r"0(?:\.(0+))?%")
_NEEDS_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]")


def cell_text(value: object, number_format: str = "General") -> str:
    """Return a value as text: days as YYYY-MM-DD, a time behind them where there is one; None is empty.

    An error such as #N/A is its own text; a formula is what it was last calculated to be.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _time(value)
    return "" if value is None else unescaped(str(value)).replace("\r\n", "\n").replace("\r", "\n")


def escaped(text: str) -> str:
    """Return a text in which what XML cannot hold is written as _xHHHH_ (ECMA-376, 22.9.2.19)."""
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text that was written with _xHHHH_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return str(value)
    percent = _PER_CENT.fullmatch(number_format)
    if percent:
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    if _ZEROS.fullmatch(number_format) and value >= 0 and value == int(value):
        return f"{int(value):0{len(number_format)}}"
    return _plain(value)


def _plain(value: float) -> str:
    """All digits, without the noise of binary fractions (0.1 + 0.2 is 0.3: Excel shows fifteen digits)."""
    if isinstance(value, int):
        return str(value)
    short = Decimal(f"{value:.15g}")
    return format(short.to_integral_value() if short == short.to_integral_value() else short, "f")


def _time(value: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, dt.datetime):
        day = value.date().isoformat()
        return day if value.time() == dt.time() else f"{day} {value.time().isoformat('minutes')}"
    return value.isoformat("minutes") if isinstance(value, dt.time) else value.isoformat()
