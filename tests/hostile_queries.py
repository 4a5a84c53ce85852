"""Queries that no person types, or types by accident: whatever stands in the search box is a query."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATORS = ("AND", "OR", "NOT", "NEAR", "(", ")", "[", "]", "{", "}", "*", "?", "~", "^", ":", "-", "+", "\\", "/")
_QUOTES = ('"', "'", "“", "”", "„", "＂", "「", "」", "`")
_PARTICLES = (
    "は",
    "が",
    "を",
    "に",
    "へ",
    "と",
    "で",
    "の",
    "から",
    "まで",
    "より",
    "です",
    "ます",
    "のですか",
    "だろうか",
)
_MARKS = ("。", "、", "・", "！", "？", "ー", "〜", "…", "．", "―", "゛", "゜", "々")
_ODD = (
    "\0",
    "\ud83d",
    "\u200d",
    "\u0301",
    "\u3099",
    "\ufeff",
    "\u202e",
    "\U0001f468\u200d\U0001f469",
    "👩🏽‍💻",
    "㍿",
    "ﬁ",
    "ﾊﾟ",
    "\x1f",
    "\n",
)
_WORDS = ("窓口", "電話", "DX", "湖西市", "マイナンバーカード", "書かない", "AI", "2025", "㈱", "電子申請", "ｶﾅ")


def hostile_queries(seed: int, count: int) -> Iterator[str]:
    """Yield seeded queries: mixes of operators, quotes, marks and broken characters, and very long ones."""
    rng = random.Random(seed)
    kinds = (_OPERATORS, _QUOTES, _PARTICLES, _MARKS, _ODD, _WORDS)
    for number in range(count):
        if number % 1000 == 999:
            yield _very_long(rng)
            continue
        some = rng.sample(kinds, rng.randint(1, 3))
        pieces = [rng.choice(rng.choice(some)) for _piece in range(rng.randint(1, 30))]
        if rng.random() < 0.2:
            pieces.append(chr(rng.randrange(0x110000)))
        yield rng.choice(("", " ", "\u3000")).join(pieces)


def _very_long(rng: random.Random) -> str:
    """A hundred thousand characters: one word, many words, one character, or prose."""
    return rng.choice(
        (
            "窓口" * 50_000,
            "窓口 電話 " * 17_000,
            "ー" * 100_000,
            "".join(rng.choices("申請手続電話窓口の職員がをに、。AIカード", k=100_000)),
            '"' * 100_000,
            "\U0001f468\u200d" * 50_000,
        )
    )
