from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from kb_app.domain.query import FilterAxis, Hit, Match, Query, SearchResult, Snippet
from kb_app.ui.models.facet_model import FacetModel
from kb_app.ui.models.result_model import HIT_ROLE, ResultModel
from kb_app.ui.widgets.facet_panel import fold_mark
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.result_list import ResultList
from kb_app.ui.widgets.text_lines import TextLines


def hit(name, match=Match.ALL, **more):
    return Hit(
        id=name, kind="case", title=f"題 {name}", municipality="湖西市", prefecture="静岡県", score=1.0, match=match,
        snippet=Snippet("電話が減った"), steps=("execute_measure", "mindset"), areas=("ai_rpa",), tags=(),
        confidence="verified", path="bundled/a.md", code="222216", municipality_class="city", population_band="50k_100k",
        **more,
    )  # fmt: skip


def result(*hits, total=None, choices=None):
    counts = {axis: (choices or {}).get(axis, {}) for axis in FilterAxis}
    total = len(hits) if total is None else total
    return SearchResult(Query("電話"), total, total, hits, counts, counts, {}, {}, (), 40, 1.0)


@pytest.fixture
def results(library_app, japanese, qapp):
    return ResultModel(library_app.taxonomy, lambda: "article")


@pytest.fixture
def facets(library_app, japanese, qapp):
    return FacetModel(library_app.taxonomy, lambda: "article")


def rows(model):
    return [model.index(row).data() for row in range(model.rowCount())]


def test_rows_and_the_divider(results):
    results.show(result(hit("a"), hit("b", Match.SOME)))
    assert rows(results) == ["題 a", "一部の語を含むもの", "題 b"]
    assert results.index(1).data(HIT_ROLE) is None


def test_only_partial_documents_are_headed_by_the_divider_too(results):
    results.show(result(hit("a", Match.SOME)))
    assert rows(results) == ["一部の語を含むもの", "題 a"]


def test_a_longer_answer_goes_on_from_the_rows_that_are_there(results, qtbot):
    results.show(result(hit("a"), total=3))
    assert results.canFetchMore()
    with qtbot.assertNotEmitted(results.modelReset):
        results.show(result(hit("a"), hit("b"), hit("c")))
    assert rows(results) == ["題 a", "題 b", "題 c"]
    assert not results.canFetchMore()


def test_a_screen_reader_hears_all_of_a_card(results):
    results.show(result(hit("a")))
    spoken = results.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for words in ("STEP 1・4", "題 a", "静岡県湖西市・人口 5万〜10万人", "電話が減った", "AI・RPA", "一次資料で確認"):
        assert words in spoken


def test_a_step_that_nobody_knows_is_said_to_be_unclassified(results):
    assert results.steps(replace(hit("a"), steps=("no_such_step",))) == "未分類（no_such_step）"
    assert results.steps(replace(hit("a"), steps=("no_such_step", "mindset"))) == "STEP 1・未分類（no_such_step）"


def test_what_a_card_cuts_off_is_said_in_full_by_its_tooltip(results):
    results.show(result(replace(hit("a"), areas=("ai_rpa", "standardization"))))
    tip = results.index(0).data(Qt.ItemDataRole.ToolTipRole)
    for words in ("題 a", "AI・RPAの利用促進", "情報システムの標準化・共通化"):
        assert words in tip


@pytest.mark.parametrize(("folded", "tip"), [(True, (8, 0)), (False, (0, 8))])
def test_the_mark_of_a_folded_group_points_right_and_of_an_open_one_down(folded, tip):
    mark = fold_mark(10, folded=folded)
    assert (mark.at(2).x(), mark.at(2).y()) == tip
    assert mark.boundingRect().center().x() == pytest.approx(1 if folded else 0)


def test_a_prefecture_is_not_named_twice(results):
    assert results.place(replace(hit("a"), municipality="東京都", prefecture="東京都", population_band="")) == (
        "東京都・人口の記載なし"
    )


def test_long_titles_stay_within_their_card(results, theme, qtbot):
    # Given a list of a given width with a title and a passage that are much too long
    view = ResultList(results, theme)
    qtbot.addWidget(view)
    view.resize(360, 600)
    long = replace(hit("a"), title="とても長い題名" * 20, snippet=Snippet("とても長い文" * 40, ((0, 3),)))
    results.show(result(long, hit("b")))
    view.show()
    # Then the card is as wide as the list, and its rows do not overlap
    first, second = view.visualRect(results.index(0)), view.visualRect(results.index(1))
    assert first.width() <= view.viewport().width()
    assert first.bottom() < second.top()


def test_lines_are_cut_off_with_an_ellipsis(qt):
    lines = TextLines("窓口😀" * 60, qt.font(), 200, most=2)
    assert lines.text.endswith("…")
    assert lines.height == pytest.approx(lines.line_height * 2)
    assert TextLines("窓口", qt.font(), 200, most=2).text == "窓口"
    assert TextLines("", qt.font(), 200, most=2).height == 0


def test_before_the_first_answer_there_are_no_counts_to_show(facets):
    assert facets.rowCount() == 0


def test_fixed_axes_show_every_value_and_free_ones_what_occurs(facets):
    # Given an answer with one step, one prefecture and no tag
    facets.show(result(choices={FilterAxis.STEP: {"mindset": 2}, FilterAxis.PREFECTURE: {"静岡県": 1}}))
    facets.set_folded(())
    lines = [facets.row(row) for row in range(facets.rowCount())]
    # Then all steps stand there, in the order of the plan
    steps = [(line.value, line.count) for line in lines if line.axis is FilterAxis.STEP and line.value]
    assert steps == [("mindset", 2), ("plan_and_act", 0), ("organization_talent", 0), ("execute_measure", 0)]
    assert [line.value for line in lines if line.axis is FilterAxis.PREFECTURE] == ["", "静岡県"]
    assert [line for line in lines if line.axis is FilterAxis.TAG] == []


def test_a_ticked_value_stays_although_it_has_no_documents_left(facets):
    facets.show(result(choices={FilterAxis.TAG: {"LINE": 1}}))
    facets.set_filters({FilterAxis.TAG: frozenset({"LINE"})})
    facets.show(result())
    facets.set_folded(())
    line = next(facets.row(row) for row in range(facets.rowCount()) if facets.row(row).value == "LINE")
    assert (line.checked, line.count) == (True, 0)


def test_a_value_that_the_axes_do_not_know_is_said_to_be_unclassified(facets):
    facets.show(result(choices={FilterAxis.STEP: {"unknown_step": 1}}))
    labels = [facets.row(row).label for row in range(facets.rowCount())]
    assert [label for label in labels if "unknown_step" in label] == ["未分類（unknown_step）"]


def test_a_value_of_another_plan_version_says_so(facets):
    facets.show(result(choices={FilterAxis.AREA: {"front_yard": 4}}))
    labels = [facets.row(row).label for row in range(facets.rowCount())]
    assert "自治体フロントヤード改革の推進（別の版）" in labels


def test_a_tick_is_told_and_a_fold_is_not(facets, qtbot):
    facets.show(result())
    with qtbot.assertNotEmitted(facets.filters_changed):
        facets.toggle(0)
        facets.toggle(0)
    with qtbot.waitSignal(facets.filters_changed):
        assert facets.setData(facets.index(1), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert facets.index(1).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not facets.setData(facets.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def test_a_screen_reader_hears_filters(facets):
    facets.show(result(choices={FilterAxis.STEP: {"mindset": 2}}))
    spoken = [facets.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert spoken == ["ステップのまとまり、ひらいています", "1 組織の意識改革と気運づくり、2 件、未選択"]


@pytest.fixture
def flow(qtbot):
    """A widget of 300 pixels with words side by side, or with cards of at least 90."""

    places = []

    def make(count, least=0):
        place = QWidget()
        places.append(place)
        qtbot.addWidget(place)
        layout = FlowLayout(place, gap=10, least=least)
        for number in range(count):
            word = QLabel(f"w{number}")
            word.setMinimumSize(QSize(80, 20))
            layout.addWidget(word)
        place.resize(300, 200)
        place.show()
        return layout

    return make


def test_words_go_on_in_a_new_line(flow):
    layout = flow(4)
    tops = [layout.itemAt(number).geometry().top() for number in range(4)]
    assert tops[0] == tops[1] == tops[2] < tops[3]
    assert layout.heightForWidth(1000) < layout.heightForWidth(300) < layout.heightForWidth(90)


def test_cards_stand_in_columns_of_the_same_width(flow):
    layout = flow(4, least=90)
    places = [layout.itemAt(number).geometry() for number in range(4)]
    assert {place.width() for place in places} == {(300 - 20) // 3}
    assert places[3].left() == places[0].left()


def test_a_single_card_is_not_drawn_out(flow):
    assert flow(1, least=90).itemAt(0).geometry().width() == (300 - 20) // 3


def test_a_layout_can_be_emptied(flow):
    layout = flow(3)
    layout.clear()
    assert layout.count() == 0
    assert layout.itemAt(0) is None
    assert layout.takeAt(0) is None
