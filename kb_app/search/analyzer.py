"""Japanese text to words: Sudachi, mode A (short units), compared by their normalised form.

Used for ranking and for sentences, whose words count where a dictionary sees them. Whether a document holds any other
term is decided by the folded text itself (`matching`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sudachipy import Dictionary, SplitMode

from kb_app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

ANALYZER_VERSION = "4"
"""Changes with every change of what a text is cut into, so that an index made with another one is rebuilt."""

# Sudachi reads 49,149 bytes a call; a character has at most four.
_CHUNK = 12_000
_BREAK = re.compile(r"[。．！？\n]")
_WEIGHTS = {"名詞": 1.0, "動詞": 0.5, "形容詞": 0.5, "形状詞": 0.5, "副詞": 0.5, "連体詞": 0.5, "感動詞": 0.5}
_EMPTY_SUBCLASSES = {"非自立可能", "助動詞語幹"}
_EMPTY_WORDS = {
    *("こと", "事", "もの", "物", "ため", "為", "とき", "時", "ところ", "所", "よう", "様", "訳"),
    *("はず", "筈", "まま", "儘"),
    *("する", "為る", "ある", "有る", "いる", "居る", "成る", "出来る", "有った", "知る", "教える", "例", "下さる"),
    *("何", "幾", "幾ら", "何故", "どんな", "如何なる", "言う", "よる", "おく", "うち", "つく"),
    *("この", "その", "あの", "どの", "此の", "其の", "何の", "どう", "そう", "こう", "如何"),
}
_ROWS = (
    "あいうえおやゆよわ",
    "かきくけこ",
    "がぎぐげご",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "ばびぶべぼ",
    "まみむめも",
    "らりるれろ",
)
_KNOWN_WORDS = 50_000
"""Words whose keys are remembered: the same few make up most of any text."""
_LONGEST_COMPOUND = 12
_KANA_ONLY = re.compile("[\u3041-\u3096\u30a1-\u30fa-]+")
"""Of kana alone the dictionary makes nouns that are none."""
_STEM = re.compile(r"[\u3400-\u9fff々]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    `key` is what two words must share to be the same word; `surface` is how it stands in the text. `weight` is what
    it says by itself: 1 for nouns, half for verbs and adjectives, 0 for particles, endings and empty words.
    """

    surface: str
    key: str
    weight: float

    @property
    def is_content(self) -> bool:
        """Whether the word says something by itself."""
        return self.weight > 0


class Analyzer:
    """Cuts text into words. One for a thread: a Sudachi tokenizer cannot be shared."""

    def __init__(self) -> None:
        self._tokenizer = Dictionary(dict="small").tokenizer()
        self._loosened: dict[str, tuple[str, ...]] = {}

    def words(self, text: str) -> Iterator[Word]:
        """Yield every word of `text` in order."""
        for chunk in _chunks(text):
            for morpheme in self._tokenizer.tokenize(chunk, SplitMode.A):
                pos = morpheme.part_of_speech()
                if pos[0] == "空白":
                    continue
                surface = morpheme.surface()
                normalized = morpheme.normalized_form()
                yield Word(surface, _key(surface, normalized, pos), _weight(normalized, pos))

    def loosened(self, compound: str) -> tuple[str, ...]:
        """Return a compound of nouns with の between two of them (押印廃止 -> 押印の廃止); it says the same."""
        if not 2 < len(compound) <= _LONGEST_COMPOUND or _KANA_ONLY.fullmatch(compound):
            return ()
        if compound not in self._loosened:
            if len(self._loosened) >= _KNOWN_WORDS:
                self._loosened.clear()
            self._loosened[compound] = tuple(self._with_no(compound))
        return self._loosened[compound]

    def content_words(self, text: str) -> list[Word]:
        """Return the words of `text` that say something, each key once, in order."""
        found: dict[str, Word] = {}
        for word in self.words(text):
            if word.is_content:
                found.setdefault(word.key, word)
        return list(found.values())

    def _with_no(self, compound: str) -> Iterator[str]:
        morphemes = [
            (word.begin(), word.part_of_speech()[0]) for word in self._tokenizer.tokenize(compound, SplitMode.A)
        ]
        if {kind for _at, kind in morphemes} <= {"名詞", "接頭辞", "接尾辞"}:
            for (_before, kind), (at, noun) in pairwise(morphemes):
                if kind != "接頭辞" and noun == "名詞":
                    yield f"{compound[:at]}の{compound[at:]}"


@lru_cache(maxsize=_KNOWN_WORDS)
def _key(surface: str, normalized: str, pos: tuple[str, ...]) -> str:
    """The normalised form, folded; of a verb or adjective its kanji and the row of the kana behind it.

    So 減らす is the same word as 減る, and 増やす as 増える, but 行く is not 行う.
    """
    if pos[0] in ("動詞", "形容詞"):
        stem = _STEM.match(normalized)
        if stem and _STEM.match(surface):
            return fold(stem.group()) + _row_of(normalized[stem.end() : stem.end() + 1])
    return fold(normalized)


def _row_of(kana: str) -> str:
    """The first kana of the row of the fifty sounds; vowels, や and わ are one row: a verb changes between them."""
    return next((row[0] for row in _ROWS if kana and kana in row), "")


def _weight(normalized: str, pos: tuple[str, ...]) -> float:
    if pos[1] in _EMPTY_SUBCLASSES or normalized in _EMPTY_WORDS:
        return 0.0
    return _WEIGHTS.get(pos[0], 0.0)


def _chunks(text: str) -> Iterator[str]:
    """Cut a long text behind the last sentence end that fits; a text without any is cut where it must be."""
    start = 0
    while len(text) - start > _CHUNK:
        ends = [match.end() for match in _BREAK.finditer(text, start, start + _CHUNK)]
        stop = ends[-1] if ends else start + _CHUNK
        yield text[start:stop]
        start = stop
    yield text[start:]
