"""Lines of a PDF put together again as paragraphs, and its characters as they were meant."""

from __future__ import annotations

import re
import unicodedata

# Fonts of some programs name radicals (⾏ U+2F8F) where the kanji (行) is meant; they look the same and are not found.
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
_HYPHEN = re.compile("[\u0002\ufffe]\\s*")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]")
_ENDS = re.compile(r"[。．！？」』）】:：;；]$")
_BEGINS = re.compile(
    r"^(?:[・●○■□◆◇※►▶•‣⁃\-–－*＊①-⑳＜<【「『〔]"
    r"|[(（]?[\d０-９]{1,3}(?:[.．][\d０-９]{1,3})*[)）.．、　 ]"
    r"|[(（][ぁ-んァ-ヶ\w][)）]|第.{1,4}[章節条項])"
)
_FULL = 0.85
"""A line that is shorter than this, measured by the longest around it, ends its paragraph."""
_LEAST = 16


def cleaned(text: str) -> str:
    """Return text as it was meant: kanji for radicals, no marks of hyphens, line ends as LF."""
    return _HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_RADICALS).replace("\0", "")


def joined(text: str) -> str:
    """Return the lines of a page with paragraphs put together: no space between kanji and kana, one between words."""
    lines = [line.strip() for line in text.split("\n")]
    full = max((_width(line) for line in lines), default=0)
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if is_open and line and not _BEGINS.match(line):
            paragraphs[-1] += _space(paragraphs[-1], line) + line
        else:
            paragraphs.append(line)
        is_open = bool(line) and _width(line) >= max(full * _FULL, _LEAST) and not _ENDS.search(line)
    return "\n".join(paragraphs)


def similar(title: str, text: str) -> bool:
    """Return whether a document says its title: nearly all of its parts stand in `text`."""
    parts = [part for part in re.split(r"[\W\d_]+", unicodedata.normalize("NFKC", title)) if len(part) > 1]
    place = unicodedata.normalize("NFKC", text)
    return bool(parts) and sum(part in place for part in parts) * 2 > len(parts)


def _space(before: str, after: str) -> str:
    return "" if _CJK.match(before[-1]) or _CJK.match(after[0]) else " "


def _width(line: str) -> int:
    """How wide a line is, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
