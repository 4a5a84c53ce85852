"""Where the code of a Markdown text is. Linear, whatever the text: it comes from strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_INLINE = re.compile(r"(`[^`\n]+`|<!--(?:(?!<!--|-->)[\s\S])*-->)")


def parts(body: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is code or a comment; together they are the whole text."""
    for block, is_code in _blocks(body):
        if is_code:
            yield block, True
            continue
        for number, part in enumerate(_INLINE.split(block)):
            yield part, bool(number % 2)


def without_code(body: str) -> str:
    """Return the text without its code and comments."""
    return "".join(part for part, is_code in parts(body) if not is_code)


def _blocks(body: str) -> Iterator[tuple[str, bool]]:
    lines: list[str] = []
    opened = ""
    for line in body.splitlines(keepends=True):
        fence = _FENCE.match(line)
        if not opened and fence:
            yield "".join(lines), False
            lines, opened = [line], fence[1]
        elif opened and fence and fence[1] == opened:
            yield "".join((*lines, line)), True
            lines, opened = [], ""
        else:
            lines.append(line)
    yield "".join(lines), bool(opened)
