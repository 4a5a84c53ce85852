from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument

from kb_app.domain.annotation import Annotations
from kb_app.domain.case import Case, CaseMunicipality, Cost, Kind, Organization, Period, Source
from kb_app.domain.library import Document, Shelf
from kb_app.domain.outcome import Confidence, Method, Outcome
from kb_app.services.case_library import CasePage
from kb_app.ui.widgets.case_header import CaseHeader
from kb_app.ui.widgets.case_html import case_html, style_sheet


@pytest.fixture
def plain(japanese, theme):
    """What a person reads of a case below its head."""

    def read(case, body="<h2>課題</h2><p>本文</p>"):
        document = QTextDocument()
        document.setDefaultStyleSheet(style_sheet(theme))
        document.setHtml(case_html(CasePage(Document(case, Shelf.BUNDLED, "a.md"), body)))
        return document.toPlainText()

    return read


@pytest.fixture
def head(japanese, theme, library_app, qtbot):
    def show(case, shelf=Shelf.BUNDLED):
        header = CaseHeader(library_app.taxonomy, lambda: "article", theme)
        qtbot.addWidget(header)
        header.show_case(Document(case, shelf, "a.md"), Annotations(case.id))
        header.show()
        return header

    return show


def said(widget, name):
    return widget.findChild(object, name).text()


def test_what_nobody_states_is_said_to_be_not_stated(plain):
    # Given a case with nothing but a title
    text = plain(Case(id="a", title="題"))
    # Then period, cost, effects and sources are there all the same
    for name in ("時期", "費用", "効果", "出典の一覧"):
        assert f"{name}\n記載なし" in text


def test_what_is_stated_is_said(plain):
    case = Case(
        id="a",
        title="題",
        summary="要約",
        period=Period("2020-08", "2021-03", "expanded"),
        cost=Cost(initial_yen=1_200_000, annual_yen=0, funding=("国の交付金",), as_of="2020"),
        organization=Organization(department="情報政策課", partners=("大学",)),
        lessons=("小さく始める",),
        conditions=("専任が要る",),
        sources=(
            Source(
                "s1", "市のページ", "https://example.com/?a=1&b=2", "市", "municipality", "2020-09", supports=("効果",)
            ),
        ),
    )
    text = plain(case)
    for words in (
        "要約",
        "2020年8月（令和2年度・2020年度） – 2021年3月（令和2年度・2020年度）",
        "初期 1,200,000円・年額 0円・国の交付金・2020年（令和2年）時点",
        "情報政策課",
        "大学",
        "小さく始める",
        "専任が要る",
        "[s1] 市のページ",
        "市・自治体・公表 2020年9月（令和2年度・2020年度）・裏づける内容：効果",
        "https://example.com/?a=1&b=2",
    ):
        assert words in text


def test_national_material_has_no_facts_of_a_case(plain):
    assert "費用" not in plain(Case(id="a", title="題", kind=Kind.REFERENCE), body="<p>本文</p>")


def test_text_of_a_file_is_never_read_as_html(plain):
    text = plain(Case(id="a", title="題", summary="<b>x</b> & y", lessons=("<img src=x>",)))
    assert "<b>x</b> & y" in text
    assert "<img src=x>" in text


def test_only_web_addresses_are_links(japanese):
    sources = (Source("s1", "a", "javascript:alert(1)"), Source("s2", "b", "https://example.com/"))
    html = case_html(CasePage(Document(Case(id="a", title="題", sources=sources), Shelf.BUNDLED, "a.md"), ""))
    assert html.count("<a ") == 1
    assert "javascript:alert(1)" in html


def test_pictures_are_named_and_not_loaded(plain):
    assert "［画像：窓口の様子］" in plain(Case(id="a", title="題"), body='<p><img src="a.png" alt="窓口の様子"></p>')


def test_the_head_says_place_people_and_how_sure(head):
    case = Case(
        id="a",
        title="題",
        municipality=CaseMunicipality(
            "湖西市", "222216", "静岡県", class_id="city", population=59_789, population_as_of="2020"
        ),
        steps=("execute_measure",),
        confidence=Confidence.REPORTED,
        checked="2026-11-23",
        warnings=("数値に<出典>がない",),
    )
    header = head(case)
    assert said(header, "case_place_line") == "静岡県 湖西市・市・人口 59,789人（2020年（令和2年）現在）"
    assert "○ 報道などで確認" in said(header, "case_sureness")
    assert "令和8年度・2026年度" in said(header, "case_sureness")
    assert "&lt;出典&gt;" in said(header, "case_warning_text")


def test_without_warnings_there_is_no_box(head):
    assert not head(Case(id="a", title="題")).findChild(object, "case_warnings").isVisible()


def test_an_own_case_says_so(head):
    assert said(head(Case(id="a", title="題"), Shelf.OWN), "case_place_line").startswith("自分の事例")


@pytest.mark.parametrize(
    ("method", "words"),
    [(Method.TARGET, "目標（実績ではありません）"), (Method.ESTIMATE, "見込み（実績ではありません）")],
)
def test_what_did_not_happen_yet_is_told_apart_in_words(head, method, words):
    header = head(Case(id="a", title="題", outcomes=(Outcome("時間", "分", before=10, after=5, method=method),)))
    card = next(child for child in header.findChildren(object) if child.property("outcome"))
    assert card.property("outcome") == "plan"
    assert card.accessibleName().startswith(words)


def test_a_result_says_metric_figure_method_date_and_source(head):
    outcome = Outcome(
        "電話",
        "件",
        300,
        120,
        -60.0,
        None,
        as_of="2020",
        method=Method.MEASURED,
        source="s1",
        confidence=Confidence.VERIFIED,
    )
    header = head(Case(id="a", title="題", outcomes=(outcome,), sources=(Source("s1", "a"),)))
    card = next(child for child in header.findChildren(object) if child.property("outcome"))
    for words in ("電話", "300件 → 120件", "2020年（令和2年）・実測", "◎ 一次資料で確認・記載元 s1"):
        assert words in card.accessibleName()


def test_a_source_that_is_not_listed_is_not_named(head):
    header = head(Case(id="a", title="題", outcomes=(Outcome("電話", "件", after=1, source="s9"),)))
    card = next(child for child in header.findChildren(object) if child.property("outcome"))
    assert "出典の記載なし" in card.accessibleName()


@pytest.mark.parametrize(
    ("address", "live"),
    [
        ("https://example.com/", True),
        ("mailto:a@example.com", True),
        ("#fn:1", True),
        ("other.md", False),
        ("/etc/passwd", False),
    ],
)
def test_an_address_that_cannot_be_opened_is_plain_text(japanese, address, live):
    body = f'<p><a href="{address}">題</a>と<a id="fnref:1"></a></p>'
    html = case_html(CasePage(Document(Case(id="a", title="題"), Shelf.BUNDLED, "a.md"), body))
    assert (f'<a href="{address}">' in html) is live
    assert "題" in html
    assert 'id="fnref:1"' in html


def test_what_a_source_carries_is_said_in_words_also_where_it_is_named_as_a_field(plain):
    sources = (Source("s1", "a", supports=("取組", "outcomes")),)
    assert "裏づける内容：取組、効果" in plain(Case(id="a", title="題", sources=sources))


@pytest.mark.parametrize(
    ("outcome", "sources", "said_words"),
    [
        (Outcome("時間", "分"), (), "△ 出典なし・出典の記載なし"),
        (Outcome("時間", "分"), (Source("s1", "市のページ"),), "△ この値の出典の記載なし"),
        (Outcome("時間", "分", source="s1"), (Source("s1", "市のページ"),), "△ 裏づけの記載なし・記載元 s1"),
    ],
)
def test_no_source_is_said_of_what_has_none_alone(head, outcome, sources, said_words):
    header = head(Case(id="a", title="題", outcomes=(outcome,), sources=sources))
    card = next(child for child in header.findChildren(object) if child.property("outcome"))
    assert card.accessibleName().endswith(said_words)
    assert ("出典なし" in said(header, "case_sureness")) == (not sources)
