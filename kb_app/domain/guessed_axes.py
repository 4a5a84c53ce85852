"""Steps, priority areas, measures and barriers that a text is about, told by labels of the axes and a few words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.taxonomy import Entry, Taxonomy

_MOST = 2
_OFTEN = 3
"""How often a word stands in a text that is about it; in the title once is enough."""
_SHORTEST_LABEL = 4

_WORDS: Mapping[str, tuple[str, ...]] = {
    "mindset": ("意識改革", "機運醸成", "気運醸成", "職員研修"),
    "plan_and_act": ("推進計画", "推進方針", "推進戦略", "DXビジョン"),
    "organization_talent": ("デジタル人材", "推進体制", "CIO補佐官", "DX推進室", "DX推進課", "デジタル推進課"),
    "execute_measure": ("効果検証", "効果測定"),
    "standardization": ("標準準拠システム", "ガバメントクラウド", "システム標準化", "システムの標準化"),
    "mynumber_card": ("マイナンバーカード",),
    "online_procedure": ("電子申請", "オンライン申請", "手続のオンライン", "手続きのオンライン", "行かない窓口"),
    "front_yard": ("書かない窓口", "ワンストップ窓口", "窓口改革", "フロントヤード"),
    "eltax_payment": ("eLTAX",),
    "ai_rpa": ("RPA", "AI-OCR", "生成AI", "ChatGPT", "AIチャットボット"),
    "telework": ("テレワーク", "在宅勤務"),
    "security": ("情報セキュリティ", "セキュリティ対策", "三層分離", "三層の対策"),
    "regional_digital": ("地域社会のデジタル化", "スマートシティ"),
    "digital_divide": ("デジタルデバイド", "デジタルディバイド", "スマホ教室", "スマートフォン教室"),
    "regulation": ("アナログ規制", "押印の見直し", "押印廃止"),
    "budget_talent": ("予算の確保", "予算不足", "人材不足", "人材確保"),
    "needs_mismatch": ("住民ニーズとの", "ニーズとのミスマッチ"),
    "silo": ("縦割り", "部署間の連携", "部局間の連携"),
}
GUESSED_AXES = (Axis.STEP, Axis.AREA, Axis.MEASURE, Axis.BARRIER)


def guess_axes(taxonomy: Taxonomy, title: str, text: str) -> Mapping[Axis, tuple[str, ...]]:
    """Return ids by axis, two at most, in the order of how much speaks for them; an axis without any has ()."""
    title, text = (unicodedata.normalize("NFKC", words) for words in (title, text))
    return {axis: _guess(taxonomy.axes[axis], title, text) for axis in GUESSED_AXES}


def _guess(entries: Iterable[Entry], title: str, text: str) -> tuple[str, ...]:
    weights = {entry.id: _weight(entry, title, text) for entry in entries}
    found = sorted((entry for entry, weight in weights.items() if weight >= _OFTEN), key=lambda key: -weights[key])
    return tuple(found[:_MOST])


def _weight(entry: Entry, title: str, text: str) -> int:
    words = {unicodedata.normalize("NFKC", word) for word in (*entry.labels.values(), *_WORDS.get(entry.id, ()))}
    if len(entry.short) >= _SHORTEST_LABEL:
        words.add(unicodedata.normalize("NFKC", entry.short))
    # A longer word holds a shorter one of the same value; it says no more for being counted twice.
    words = {word for word in words if not any(word != other and other in word for other in words)}
    return sum(_OFTEN * (word in title) + text.count(word) for word in words)
