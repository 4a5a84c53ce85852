r"""An effect, or a source, as a line of text that a person reads and that reads back as it was.

    窓口の待ち時間／単位：分／前：30／後：10／種類：実測／出典：s1／確かさ：一次資料で確認

The first part is the name; the others have a label before the first colon. In a value `\／` is a slash, `\n` a
line end and `\\` a backslash. The words are those of files, always Japanese, so that a file does not change with the
language of the window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from kb_app.domain.case import Source
from kb_app.domain.outcome import Amount, ChangeKind, Confidence, Direction, Method, Outcome
from kb_app.formats import joined_lists

METHODS: Mapping[Method, str] = {
    Method.MEASURED: "実測",
    Method.SURVEY: "調査",
    Method.ESTIMATE: "推計",
    Method.TARGET: "目標",
    Method.UNKNOWN: "",
}
CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.VERIFIED: "一次資料で確認",
    Confidence.REPORTED: "報道などで確認",
    Confidence.UNSOURCED: "出典なし",
}
STATUSES: Mapping[str, str] = {
    "planned": "計画中",
    "pilot": "試行中",
    "running": "実施中",
    "expanded": "拡大",
    "ended": "終了",
    "unknown": "不明",
}
SOURCE_KINDS: Mapping[str, str] = {
    "municipality": "自治体",
    "national": "国",
    "press": "報道",
    "vendor": "事業者",
    "academic": "学術",
    "internal": "庁内資料",
    "article": "記事",
}
_DIRECTIONS: Mapping[Direction, str] = {
    Direction.DOWN_GOOD: "少ないほどよい",
    Direction.UP_GOOD: "多いほどよい",
    Direction.NEUTRAL: "",
}
_CHANGE_KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.ABSOLUTE: "単位と同じ",
    ChangeKind.PERCENT: "％",
    ChangeKind.PERCENT_POINT: "ポイント",
    ChangeKind.RATIO: "倍",
}
_KIND, _SUPPORTS = "区分", "対象"
_SOURCE_LABELS = {
    "番号": "id",
    "URL": "url",
    "発行者": "publisher",
    "公表": "published",
    "閲覧": "accessed",
    "ページ": "page",
}
_Word = TypeVar("_Word")
_PART = re.compile(r"(?:\\.|[^／\\]|\\\Z)*", re.DOTALL)
_ESCAPED = re.compile(r"\\([／\\n・])")
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,400})?")


def outcome_line(outcome: Outcome) -> str:
    """Return an effect as a line; what it does not state is left out."""
    return _line(
        outcome.metric,
        {
            "単位": outcome.unit,
            "前": _amount_text(outcome.before),
            "後": _amount_text(outcome.after),
            "変化": _amount_text(outcome.change),
            "変化の単位": _change_kind_word(outcome),
            "向き": _DIRECTIONS[outcome.direction],
            "時点": outcome.as_of,
            "種類": METHODS[outcome.method],
            "範囲": outcome.scope,
            "出典": outcome.source,
            "確かさ": CONFIDENCES[outcome.confidence],
        },
    )


def read_outcome(line: str) -> Outcome:
    """Return the effect of a line; parts without a known label belong to its name."""
    labels = ("単位", "前", "後", "変化", "変化の単位", "向き", "時点", "種類", "範囲", "出典", "確かさ")
    name, values = _parts(line, labels)
    change = _amount(values.get("変化", ""))
    return Outcome(
        metric=name,
        unit=values.get("単位", ""),
        before=_amount(values.get("前", "")),
        after=_amount(values.get("後", "")),
        change=change,
        change_kind=_change_kind(values.get("変化の単位"), has_change=change is not None),
        direction=_word(_DIRECTIONS, values.get("向き"), Direction.NEUTRAL),
        as_of=values.get("時点", ""),
        method=_word(METHODS, values.get("種類"), Method.UNKNOWN),
        scope=values.get("範囲", ""),
        source=values.get("出典", ""),
        confidence=_word(CONFIDENCES, values.get("確かさ"), Confidence.UNSOURCED),
    )


def _change_kind_word(outcome: Outcome) -> str:
    """A change is counted in its unit where nothing else is said; a kind without a change is said, whichever it is."""
    kind = outcome.change_kind
    if kind is None or (kind is ChangeKind.ABSOLUTE and outcome.change is not None):
        return ""
    return _CHANGE_KINDS[kind]


def _change_kind(text: str | None, *, has_change: bool) -> ChangeKind | None:
    default = ChangeKind.ABSOLUTE if has_change else None
    return next((kind for kind, word in _CHANGE_KINDS.items() if word == text), default)


def source_line(source: Source) -> str:
    """Return a source as a line; what it does not state is left out."""
    values = {label: str(getattr(source, name)) for label, name in _SOURCE_LABELS.items()}
    values[_KIND] = SOURCE_KINDS.get(source.kind, "")
    return _line(source.title, {**values, _SUPPORTS: joined_lists.joined(source.supports)})


def read_source(line: str) -> Source:
    """Return the source of a line; `id` is empty where the line states no number."""
    title, values = _parts(line, (*_SOURCE_LABELS, _KIND, _SUPPORTS))
    known = {name: values.get(label, "") for label, name in _SOURCE_LABELS.items()}
    supports = joined_lists.parted(values.get(_SUPPORTS, ""), joined_lists.WORDS)
    return Source(title=title, kind=word_of(SOURCE_KINDS, values.get(_KIND, "")), supports=supports, **known)


def word_of(words: Mapping[str, str], text: str) -> str:
    """Return the id that a word of a file stands for (the id itself is understood too), "" where it is unknown."""
    return text if text in words else _word(words, text, "")


def _line(name: str, values: Mapping[str, str]) -> str:
    stated = (f"{label}：{_escaped(value.strip())}" for label, value in values.items() if value.strip())
    first = _escaped(name.strip())
    # A ・ in front is that of a list, wherever a line is read.
    return "／".join((f"\\{first}" if first.startswith("・") else first, *stated))


def _parts(line: str, labels: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    names: list[str] = []
    values: dict[str, str] = {}
    for number, part in enumerate(_split(line)):
        label, colon, value = part.partition("：")
        if number and colon and label.strip() in labels:
            values.setdefault(label.strip(), _unescaped(value).strip())
        else:
            names.append(_unescaped(part))
    return "／".join(names).strip(), values


def _split(line: str) -> list[str]:
    parts = []
    start = 0
    while True:
        found = _PART.match(line, start)
        end = found.end() if found else len(line)
        parts.append(line[start:end])
        if end >= len(line):
            return parts
        start = end + 1


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("／", "\\／").replace("\n", "\\n")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _amount_text(amount: Amount | None) -> str:
    if amount is None or isinstance(amount, int | str):
        return "" if amount is None else str(amount)
    plain = format(Decimal(repr(amount)), "f")
    return plain if "." in plain else f"{plain}.0"


def _amount(text: str) -> Amount | None:
    """A number, or words; a number with its thousands parted is a number too."""
    if not text:
        return None
    found = _NUMBER.fullmatch(text.replace(",", ""))
    if found is None:
        return text
    plain = found.group()
    return float(plain) if found[1] else int(plain)


def _word(words: Mapping[_Word, str], text: str | None, default: _Word) -> _Word:
    return next((value for value, word in words.items() if word and word == text), default)
