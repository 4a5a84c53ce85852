"""The documents and questions of a measurement: a real corpus where there is one, recombined sentences beyond it."""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[3]
SEED = 20261125
TUNING = 1_000
"""Questions before this one are for tuning; figures are of those behind."""
_SENTENCE = re.compile(r"[^。\n]+。?")
_KATAKANA = re.compile(r"[\u30a1-\u30f6ー]+")


@dataclass(frozen=True)
class Text:
    """A document."""

    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Question:
    """A sentence, its keywords, and the id of the document it was written from."""

    sentence: str
    keywords: tuple[str, ...]
    gold: str

    @property
    def typed(self) -> str:
        """The keywords as a person types them."""
        return " ".join(self.keywords)


@dataclass(frozen=True)
class Corpus:
    """Documents with what is asked of them; `note` says where they are from."""

    texts: list[Text]
    warm_up: list[Question]
    questions: list[Question]
    note: str


def read_corpus(folder: Path, documents: int, questions: int) -> Corpus:
    """Return as many documents as asked for, those that the questions were written from first.

    Beyond the corpus, documents are recombined from its sentences; without a corpus, from those of the bundled library.
    """
    if not (folder / "docs.jsonl.gz").exists():
        return _generated(documents, questions)
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    with gzip.open(folder / "queries.json.gz", "rt", encoding="utf-8") as file:
        asked = [_question(entry) for entry in json.load(file)]
    warm_up, wanted = asked[:50], asked[TUNING : TUNING + questions]
    gold = {question.gold for question in wanted}
    texts = [Text(f"d{entry['id']}", entry["title"], entry["body"]) for entry in entries]
    texts.sort(key=lambda text: text.id not in gold)
    chosen, note = texts[:documents], f"{min(documents, len(texts)):,} paragraphs of the corpus"
    if documents > len(chosen):
        chosen += _recombined(texts, documents - len(chosen))
        note += f" and {documents - len(texts):,} documents recombined from its sentences"
    return Corpus(chosen, warm_up, wanted, note)


def _question(entry: dict[str, Any]) -> Question:
    return Question(entry["question"], tuple(entry["keywords"]), f"d{entry['gold']}")


def _recombined(texts: list[Text], count: int) -> list[Text]:
    rng = random.Random(SEED)
    sentences = [sentence for text in texts for sentence in _SENTENCE.findall(text.body)]
    return [
        Text(f"r{number}", rng.choice(texts).title, "".join(rng.choices(sentences, k=rng.randint(3, 8))))
        for number in range(count)
    ]


def _generated(documents: int, questions: int) -> Corpus:
    """Stand-ins: a question is a sentence of one document, its keywords the longest runs of kanji and katakana in it."""
    bundled = [
        path.read_text(encoding="utf-8").rpartition("\n---\n")[2] for path in sorted((ROOT / "cases").rglob("*.md"))
    ]
    sources = [Text(f"s{number}", "", body) for number, body in enumerate(bundled)]
    texts = [replace(text, title=text.body[:12].strip()) for text in _recombined(sources, documents)]
    rng = random.Random(SEED)
    asked = []
    for text in rng.sample(texts, min(len(texts), questions + 50)):
        sentence = max(_SENTENCE.findall(text.body), key=len).strip()
        words = sorted(re.findall(r"[\u4e00-\u9fff]{2,}|[\u30a1-\u30faー]{3,}", sentence), key=len)[-2:]
        asked.append(Question(sentence, tuple(words or [sentence[:8]]), text.id))
    note = f"no corpus was given: {documents:,} documents recombined from sentences of the bundled cases"
    return Corpus(texts, asked[:50], asked[50:], note)


def write_files(texts: list[Text], folder: Path) -> None:
    """Write each document as a case file."""
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        head = f"---\nid: {text.id}\ntitle: {json.dumps(text.title, ensure_ascii=False)}\n---\n"
        (folder / f"{text.id}.md").write_text(head + text.body + "\n", encoding="utf-8")


# ------------------------------------------------------------------------------------------------ disturbed keywords


def half_width(question: Question) -> str:
    """Katakana as it comes from old systems."""
    return "".join(_HALF.get(character, character) for character in question.typed)


def in_hiragana(question: Question) -> str:
    """Katakana words in hiragana, as typed before conversion."""
    return _KATAKANA.sub(lambda found: _hiragana(found.group()), question.typed)


def with_typo(question: Question) -> str:
    """One slip of the finger in one keyword of three characters or more: dropped, doubled, exchanged, or swapped."""
    rng = random.Random(question.typed)
    words = list(question.keywords)
    long_ones = [place for place, word in enumerate(words) if len(word) >= 3]
    if long_ones:
        place = rng.choice(long_ones)
        words[place] = _mistyped(words[place], rng)
    return " ".join(words)


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    before, hit, behind = word[:at], word[at], word[at + 1 :]
    slips = [before + behind, before + hit + hit + behind, before + rng.choice("のるいかんスト市人") + behind]
    swapped = before + behind[:1] + hit + behind[1:]
    slip = rng.choice([*slips, swapped])
    return slip if slip != word else before + behind


def without_spaces(question: Question) -> str:
    """Keywords one behind the other."""
    return "".join(question.keywords)


VARIANTS: dict[str, Callable[[Question], str]] = {
    "half width": half_width,
    "hiragana": in_hiragana,
    "one typo": with_typo,
    "no spaces": without_spaces,
}


def _hiragana(katakana: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in katakana)


def _half_forms() -> Iterator[tuple[str, str]]:
    for code in range(0xFF61, 0xFFA0):
        half = chr(code)
        yield unicodedata.normalize("NFKC", half), half
        for mark in "\uff9e\uff9f":
            whole = unicodedata.normalize("NFKC", half + mark)
            if len(whole) == 1:
                yield whole, half + mark


_HALF = {whole: half for whole, half in _half_forms() if _KATAKANA.fullmatch(whole)}
