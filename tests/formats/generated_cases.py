"""Cases as hypothesis makes them: valid ones, with the texts that break a file format."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kb_app.domain.case import Case, CaseMunicipality, Cost, Medium, Organization, Period, Source
from kb_app.domain.outcome import ChangeKind, Confidence, Direction, Method, Outcome
from kb_app.formats.sections import NAMED

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

PIECES = st.sampled_from(
    [
        *("窓口", "ハ\u3099ンコ", "👨‍👩‍👧‍👦", "葛\U000e0100", "①〜", "a", "1", " ", "\u3000", ";", "；", "、", "，", ",", "\\", '"', "'", "|", "／"),
        *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t", "【要点】", "・", "：", "_x0041_", "<br>", "全国", "http://a"),
    ]
)  # fmt: skip
LINES = PIECES | st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\n# 大見出し\n",
            "\n### 小見出し\n",
            "\n#見出しではない\n",
            "\n- 項目",
            "\n```\n## 囲みの中\n```\n",
        ),
        *("\n【要点】\n・一つ\n", "\n\\【条件】\n", "\n【数値】\n", "\n【数値の種類】\n", "\n    字下げ\n", "\n~~~\n"),
    ]
)
HEADINGS = st.sampled_from(
    ["\n## 体制\n", "\n## 費用 ##\n", "\n## 効果\n", "\n## 課題\n", "\n##\n", "\n## 成果\n", "\n```\n"]
)


def texts(pieces: st.SearchStrategy[str] = PIECES, most: int = 6) -> st.SearchStrategy[str]:
    """A text as a case file gives it: no white space around it."""
    return st.lists(pieces, max_size=most).map(lambda parts: "".join(parts).strip())


TEXT = texts()
FILLED = TEXT.filter(bool)
ITEMS = st.lists(FILLED.filter(lambda text: "\n" not in text), max_size=3).map(tuple)
UNIQUE = st.lists(FILLED, max_size=3, unique=True).map(tuple)
SECTION = texts(LINES, 8)
BODY = st.lists(LINES | HEADINGS | st.sampled_from([f"\n## {name}\n" for name in NAMED]), max_size=25).map("".join)  # fmt: skip
LONG_BODY = "## 取組\n" + "あ\n# い" * 25_000
CODES = ("222216", "132063", "342084", "010006", "011011", "012335", "072028", "104213")
"""Among them 府中市 and 伊達市, which are two each, a ward with a space in its name, and a prefecture."""
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15).map(lambda number: number + 0.0)
AMOUNT = st.none() | NUMBERS | st.sampled_from(["600以上", "約3分の1", "1/2", "=1+1"])
DATE = st.sampled_from(["", "2020", "2020-08", "2020-08-07"])
ADDRESS = st.text(string.ascii_letters + ";,/?=\\", max_size=8).map(lambda rest: f"https://a.jp/{rest}")


@st.composite
def outcomes(draw: st.DrawFn, source_ids: tuple[str, ...]) -> Outcome:
    change = draw(AMOUNT)
    return Outcome(
        metric=draw(FILLED),
        unit=draw(FILLED),
        before=draw(AMOUNT),
        after=draw(AMOUNT),
        change=change,
        change_kind=draw(st.sampled_from((None, *ChangeKind) if change is None else tuple(ChangeKind))),
        direction=draw(st.sampled_from(Direction)),
        as_of=draw(DATE),
        method=draw(st.sampled_from(Method)),
        scope=draw(TEXT),
        source=draw(st.sampled_from(("", *source_ids))),
        confidence=draw(st.sampled_from(Confidence)),
    )


@st.composite
def sources(draw: st.DrawFn) -> tuple[Source, ...]:
    addresses = draw(st.lists(ADDRESS, max_size=3, unique=True))
    titles = draw(st.lists(FILLED, min_size=len(addresses), max_size=len(addresses), unique=True))
    return tuple(
        Source(
            id=f"s{number}",
            title=title,
            url=address,
            publisher=draw(TEXT),
            kind=draw(st.sampled_from(["", "press", "national"])),
            published=draw(DATE),
            supports=draw(UNIQUE),
        )
        for number, (address, title) in enumerate(zip(addresses, titles, strict=True), 1)
    )


@st.composite
def places(draw: st.DrawFn, vocabulary: Vocabulary) -> CaseMunicipality:
    listed = vocabulary.municipalities[draw(st.sampled_from(CODES))]
    population = draw(st.none() | st.integers(1, 4_000_000))
    stated = CaseMunicipality(listed.name, listed.code, listed.prefecture, population=population)
    return vocabulary.completed(stated)


def medium(place: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Medium, ...]]:
    return st.lists(st.builds(Medium, TEXT, place, TEXT), max_size=3).map(tuple)


@st.composite
def cases(draw: st.DrawFn, vocabulary: Vocabulary) -> Case:
    cited = draw(sources())
    ids = tuple(source.id for source in cited)
    return Case(
        id=draw(st.just("") | st.from_regex(r"[a-z0-9][a-z0-9-]{2,20}", fullmatch=True)),
        title=draw(FILLED.filter(lambda text: "\t" not in text)),
        subtitle=draw(TEXT),
        summary=draw(texts(PIECES | st.just("\n"))),
        service_category=draw(TEXT),
        municipality=draw(places(vocabulary)),
        steps=draw(st.just(()) | st.just(("mindset", "execute_measure"))),
        priority_areas=draw(st.sampled_from([(), ("online_procedure", "front_yard"), ("ai_rpa",)])),
        related_measures=draw(st.sampled_from([(), ("digital_divide",)])),
        barriers=draw(st.sampled_from([(), ("silo", "budget_talent")])),
        tags=draw(UNIQUE),
        period=Period(draw(DATE), draw(DATE), draw(st.sampled_from(["", "pilot", "running"]))),
        organization=Organization(partners=draw(ITEMS), contact=draw(TEXT)),
        cost=Cost(
            initial_yen=draw(st.none() | st.integers(0, 10**12)),
            funding=draw(ITEMS),
            note=draw(TEXT),
            none_known=draw(st.booleans()),
        ),
        outcomes=tuple(draw(st.lists(outcomes(ids), max_size=3))),
        lessons=draw(ITEMS) + draw(st.just(()) | st.just(("一行目\n\u3000・二行目",))),
        conditions=draw(ITEMS),
        sources=cited,
        published=draw(DATE),
        updated=draw(DATE),
        related=draw(UNIQUE),
        images=draw(medium(FILLED)),
        videos=draw(medium(ADDRESS)),
        body=LONG_BODY if draw(st.integers(0, 24)) == 24 else draw(BODY),
    )
