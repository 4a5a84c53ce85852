"""Which field a column name means: the names of the government's data model, ours, and what offices usually write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import regex

from kb_app.domain.folding import fold
from kb_app.formats.sections import NAMED

GIF_FIELDS: Mapping[str, str] = {
    "タイトル": "title",
    "サブタイトル": "subtitle",
    "事例実施年": "period.start",
    "事例の場所": "municipality.prefecture",
    "対象組織": "municipality.name",
    "行政サービス分類": "service_category",
    "テーマ": "themes",
    "キーワード": "tags",
    "取り組みの概要": "summary",
    "取り組み理由": "body.課題",
    "目的": "body.目的",
    "挑戦したこと": "body.挑戦",
    "取り組み内容": "body.取組",
    "学んだこと": "body.教訓",
    "成果": "body.効果",
    "導入での工夫": "body.工夫",
    "制約条件": "body.制約",
    "普及": "body.横展開",
    "持続させる仕組み": "body.継続",
    "評価の方法": "body.評価の方法",
    "利用した制度": "cost.funding",
    "協力者": "organization.partners",
    "イメージタイトル": "images.title",
    "イメージファイル": "images.file",
    "イメージのライセンス": "images.licence",
    "ビデオタイトル": "videos.title",
    "ビデオURL": "videos.url",
    "ビデオのライセンス": "videos.licence",
    "関連URL": "sources.url",
    "関連事例": "related",
    "連絡先情報": "organization.contact",
    "ID": "id",
    "公開日": "published",
    "最終更新日": "updated",
}
"""The columns of a case in DS-451-3, in the order of the guide, and the field of ours that each holds."""

_USUAL: Mapping[str, str] = {
    "id": "文書ID、事例ID、事例番号、Document ID",
    "title": (
        "事例名、事例タイトル、件名、題名、表題、取組名、取り組み名、事業名、取組名称、事業名称、施策名、Title、"
        "Case title"
    ),
    "subtitle": "副題、Subtitle",
    "municipality.name": (
        "自治体名、自治体、団体名、市区町村名、市区町村、市町村名、市町村、地方公共団体名、実施団体、実施自治体、"
        "団体名称、Municipality、Name of the municipality"
    ),
    "municipality.prefecture": "都道府県、都道府県名、県名、Prefecture",
    "municipality.code": (
        "団体コード、全国地方公共団体コード、地方公共団体コード、自治体コード、市区町村コード、"
        "都道府県コード又は市区町村コード、Local government code"
    ),
    "municipality.population": "人口、人口規模、総人口、住民数、Population、Inhabitants",
    "summary": "概要、要約、事例概要、事例の概要、取組概要、取組の概要、事業概要、Summary、Summary of the case",
    "steps": "段階、手順、ステップ、Steps",
    "priority_areas": "重点取組事項、重点取組、重点分野、分野、Priority areas",
    "related_measures": "関連施策、併せて取り組むべき事項、Related measures",
    "barriers": "障壁、壁、Barriers",
    "themes": (
        "Steps, areas, measures and barriers together、ステップ・重点取組事項・関連施策・壁をまとめて、"
        "段階・分野・施策・障壁をまとめて"
    ),
    "tags": "タグ、Tags、Keywords",
    "service_category": "サービス分類、Category of service",
    "body": "本文、全文、内容、詳細、Whole text、Text",
    "body.課題": "課題、背景、背景・課題、課題・背景、現状と課題、取組の背景、導入前の課題",
    "body.目的": "ねらい、狙い、目標",
    "body.取組": "取組、取り組み、取組内容、取組の内容、実施内容、事業内容、導入内容、施策内容",
    "body.教訓": "教訓、学び、ポイント",
    "body.効果": "効果、導入効果、取組の効果、効果・成果、成果・効果、成果と効果",
    "body.工夫": "工夫、工夫点、工夫した点",
    "body.制約": "制約、留意点",
    "body.横展開": "横展開",
    "body.継続": "継続、今後の展開、今後の展望、今後の予定",
    "outcomes": "効果の数値（1行に1つ）、効果の数値、Effects, one a line",
    "lessons": "教訓の要点（1行に1つ）、Lessons, one a line",
    "conditions": "前提条件、条件（1行に1つ）、Conditions, one a line",
    "period.start": (
        "年度、実施年度、実施年、開始年度、開始年、開始年月、開始時期、導入年度、導入時期、実施時期、Year、Begun"
    ),
    "period.end": "終了時期、終了年度、Ended on",
    "period.status": "実施状況、進み具合、How far it has come",
    "cost.initial_yen": "初期費用、導入費用、導入費、イニシャルコスト、Initial cost (yen)",
    "cost.annual_yen": "年間費用、運用費用、運用費、ランニングコスト、Annual cost (yen)",
    "cost.funding": "財源、補助金、活用した補助金、補助金・財源、Subsidies and funding",
    "cost.note": "費用、事業費、予算、予算額、費用の補足、Note on the cost",
    "organization.department": "担当課、担当部署、所管課、担当部局、部署、部署名、Department",
    "organization.partners": "連携先、協力団体、Partners",
    "organization.contact": "連絡先、問い合わせ先、問合せ先、Contact",
    "tools": (
        "ツール、利用ツール、使用ツール、導入システム、利用したサービス、使ったツールやサービス、"
        "Tools and services used"
    ),
    "sources": "出典（1行に1つ）、出典、参考資料、Sources, one a line、Sources",
    "sources.url": "URL、参考URL、リンク、ホームページ、参照URL、出典URL、掲載URL、Web addresses",
    "related": "関連する事例、Related cases",
    "published": "公表日、掲載日、Published on",
    "updated": "更新日、Last changed on",
    "author": "作成者、記入者、Written by",
    "images.title": "画像の題名、Titles of pictures",
    "images.file": "画像、画像ファイル、Files of pictures",
    "images.licence": "画像のライセンス、Licences of pictures",
    "videos.title": "動画の題名、Titles of videos",
    "videos.url": "動画、動画URL、Addresses of videos",
    "videos.licence": "動画のライセンス、Licences of videos",
}
"""Names parted by 、."""

_BRACKETS = regex.compile(r"[(\[【〔「][^()\[\]【】〔〕「」]{0,40}[)\]】〕」]")
_MARKS = regex.compile(r"[\s・:;*_\-~※◆●○■□▼,.、。]+|^[0-9]{1,2}(?=\D)")
_LONGEST = 60


def field_of(column: str) -> str:
    """Return the field that a column name means, "" where it means none that we know.

    Width, case, spaces, marks, numbers in front and remarks in brackets make no difference.
    """
    if not column.strip() or len(column) > _LONGEST:
        return ""
    known = _known()
    plain = _plain(column)
    return known.get(plain) or known.get(_plain(_BRACKETS.sub("", fold(column))), "")


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    words = {_plain(name): field for name, field in GIF_FIELDS.items()}
    for field, names in _USUAL.items():
        words |= {_plain(name): field for name in names.split("、") if _plain(name) not in words}
    for name in NAMED:
        for written in (f"「{name}」の節", f"Section “{name}”"):
            words[_plain(written)] = f"body.{name}"
    return words


def _plain(name: str) -> str:
    return _MARKS.sub("", fold(name))
