from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QPushButton, QWidget

from kb_app.base.errors import KbError
from kb_app.domain.query import FilterAxis, MatchMode, Sort
from kb_app.ui.models.prefectures import prefecture_place
from kb_app.ui.models.result_model import HIT_ROLE
from kb_app.ui.widgets.panes import Pane


def listed(page):
    model = page.pane.list.model()
    return [model.index(row).data(HIT_ROLE) for row in range(model.rowCount())]


def child(widget, name):
    found = widget.findChild(QWidget, name)
    assert found is not None, name
    return found


def notice_button(page, words):
    """The newest one: those of earlier notices are on their way out."""
    return [button for button in page.findChildren(QPushButton) if button.text() == words][-1]


def notice_texts(page):
    return [label.text() for label in page.pane.notice.findChildren(QLabel) if label.isVisible()]


def facet_line(page, axis, value):
    """The index of a value in the list of filters, and what stands there."""
    model = child(page, "facet_list").model()
    row = next(row for row in range(model.rowCount()) if (model.row(row).axis, model.row(row).value) == (axis, value))
    return model.index(row), model.row(row)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def test_the_first_start_lists_everything_and_offers_samples(page, qtbot):
    # Given the window as it opens
    # Then the whole library is listed, and nothing is open
    assert page.result.total == page.result.searched > 40
    assert page.case.document_id == ""
    assert page.pane.hints.isVisible()
    # When a sample is clicked
    with qtbot.waitSignal(page.answered):
        qtbot.mouseClick(notice_button(page, "押印廃止"), Qt.MouseButton.LeftButton)
    # Then it is searched for, and the samples make room
    assert page.pane.box.text() == "押印廃止"
    assert 0 < page.result.total < page.result.searched
    assert not page.pane.hints.isVisible()


def test_a_search_opens_the_best_document_with_its_hits_marked(page, ask, qtbot):
    # When words are searched for
    with qtbot.waitSignal(page.marked):
        ask("押印廃止")
    # Then the first document is open beside the list, and its hits are marked and counted
    assert page.case.document_id == listed(page)[0].id == page.pane.list.chosen_id
    assert page.case.mark_count > 0
    assert page.case.view.count_text == f"本文に {page.case.mark_count} か所"
    # When F3 steps to the first of them
    page.step(1)
    # Then it says which it is
    assert page.case.view.count_text == f"1 / {page.case.mark_count}"


def test_marks_are_the_words_and_their_synonyms(page, ask, qtbot):
    # Given a search whose document is open
    with qtbot.waitSignal(page.marked):
        ask("押印廃止")
    # When the marked pieces of the text are read
    pieces = {selection.cursor.selectedText() for selection in page.case.view.text.extraSelections()}
    # Then each has to do with the words
    assert pieces
    assert all(set(piece) & set("押印廃止はんこハンコ判") for piece in pieces)


def test_documents_with_some_of_the_words_come_behind_a_divider(page, ask):
    # When several words are searched for of which few documents have all
    ask("押印 廃止")
    # Then a divider stands before the first of the others, and cannot be chosen
    rows = listed(page)
    divider = rows.index(None)
    assert {str(hit.match) for hit in rows[:divider]} == {"all"}
    assert {str(hit.match) for hit in rows[divider + 1 :]} == {"some"}
    assert page.pane.list.model().flags(page.pane.list.model().index(divider)) == Qt.ItemFlag.NoItemFlags


def test_a_filter_narrows_and_its_own_axis_keeps_its_counts(page, ask, qtbot):
    # Given a search with its counts
    ask("窓口")
    before = page.result
    filters = child(page, "facet_list")
    index, line = facet_line(page, FilterAxis.STEP, "execute_measure")
    # When a value is ticked with Space
    filters.setCurrentIndex(index)
    with qtbot.waitSignal(page.answered):
        qtbot.keyClick(filters, Qt.Key.Key_Space)
    # Then as many documents are listed as it promised, and the other steps still say what they would add
    assert page.result.total == line.count
    assert facet_line(page, FilterAxis.STEP, "execute_measure")[1].checked
    assert page.result.choices[FilterAxis.STEP] == before.choices[FilterAxis.STEP]
    # When the filters are cleared
    with qtbot.waitSignal(page.answered):
        child(page, "clear_filters").click()
    # Then everything is back
    assert page.result.total == before.total


def test_a_click_anywhere_on_a_filter_ticks_it_once(page, qtbot):
    # Given a line of the filters
    filters = child(page, "facet_list")
    index, _line = facet_line(page, FilterAxis.KIND, "reference")
    filters.scrollTo(index)
    # When its words are clicked
    with qtbot.waitSignal(page.answered):
        qtbot.mouseClick(filters.viewport(), Qt.MouseButton.LeftButton, pos=filters.visualRect(index).center())
    # Then it is ticked
    assert page.query.filters == {FilterAxis.KIND: frozenset({"reference"})}
    assert {hit.kind for hit in listed(page)} == {"reference"}


def test_groups_fold_by_key_and_the_place_is_kept(page, qtbot):
    # Given the heading of a group
    filters = child(page, "facet_list")
    filters.setCurrentIndex(facet_line(page, FilterAxis.AREA, "")[0])
    lines = filters.model().rowCount()
    # When it is folded with Left
    qtbot.keyClick(filters, Qt.Key.Key_Left)
    # Then its values are gone, the keyboard still stands on it, and Left again does nothing more
    assert filters.model().rowCount() < lines
    assert filters.model().row(filters.currentIndex().row()).axis is FilterAxis.AREA
    qtbot.keyClick(filters, Qt.Key.Key_Left)
    assert filters.model().row(filters.currentIndex().row()).folded
    # When it is unfolded with Right
    qtbot.keyClick(filters, Qt.Key.Key_Right)
    # Then they are back
    assert filters.model().rowCount() == lines


def test_values_without_documents_are_shown_with_0(page, ask):
    ask("押印廃止")
    assert facet_line(page, FilterAxis.KIND, "own")[1].count == 0


def test_prefectures_show_only_those_that_occur(page, ask, qtbot):
    # Given the unfolded group
    filters = child(page, "facet_list")
    filters.model().toggle(facet_line(page, FilterAxis.PREFECTURE, "")[0].row())
    ask("押印廃止")
    # Then every prefecture has documents, from north to south
    lines = [filters.model().row(row) for row in range(filters.model().rowCount())]
    prefectures = [line for line in lines if line.axis is FilterAxis.PREFECTURE and not line.is_heading]
    assert all(line.count for line in prefectures)
    names = [line.value for line in prefectures]
    assert names == sorted(names, key=prefecture_place)


def test_no_hit_says_what_was_searched_and_offers_to_drop_a_word(page, ask, qtbot):
    # Given all words wanted, and one that stands nowhere
    choose(child(page, "mode_box"), MatchMode.ALL)
    ask("押印廃止 プラネタリウム")
    # Then it says how much was searched and which synonyms were looked for
    texts = notice_texts(page)
    assert page.pane.shows_notice
    assert any(str(page.result.searched) in text for text in texts)
    assert any("押印見直し" in text for text in texts)
    # When the word is dropped
    with qtbot.waitSignal(page.answered):
        notice_button(page, "押印廃止").click()
    # Then there are documents again
    assert page.result.total > 0
    assert not page.pane.shows_notice


def test_no_hit_offers_to_drop_a_filter(page, ask, qtbot):
    # Given two filters that together leave nothing
    page.set_filters({FilterAxis.KIND: frozenset({"own"}), FilterAxis.STEP: frozenset({"mindset"})})
    ask("押印")
    assert page.result.total == 0
    # When all are dropped
    with qtbot.waitSignal(page.answered):
        notice_button(page, "絞り込みをすべて外す").click()
    # Then there are documents, and nothing is ticked
    assert page.result.total > 0
    assert page.query.filters == {}


def test_no_hit_because_of_filters_says_how_many_there_are_without_them(page, ask, qtbot):
    # Given words with documents, and a filter that excludes them all
    ask("押印廃止")
    total = page.result.total
    page.set_filters({FilterAxis.KIND: frozenset({"own"})})
    ask("押印廃止")
    # Then it says that, and not that nothing holds the words
    assert notice_texts(page)[0] == f"この絞り込みの中にはありません。絞り込みを外すと {total} 件あります。"
    # When the words stand nowhere at all
    ask("プラネタリウム")
    # Then it says so
    qtbot.waitUntil(lambda: notice_texts(page)[:1] == ["「プラネタリウム」を含むものは見つかりませんでした。"])


def test_a_ticked_prefecture_stays_in_the_panel_when_nothing_is_found(page, ask, qtbot):
    page.set_filters({FilterAxis.PREFECTURE: frozenset({"静岡県"}), FilterAxis.TAG: frozenset({"LINE"})})
    ask("プラネタリウム")
    assert facet_line(page, FilterAxis.PREFECTURE, "")[1].count == 1
    assert facet_line(page, FilterAxis.TAG, "")[1].count == 1


def test_a_very_long_search_is_shortened_where_nothing_is_found(page, ask):
    ask("ゔ" * 1500)
    assert page.result.total == 0
    assert notice_texts(page)[0] == f"「{'ゔ' * 60}…」を含むものは見つかりませんでした。"


def test_a_word_that_was_typed_twice_is_dropped_as_a_whole(page, ask):
    choose(child(page, "mode_box"), MatchMode.ALL)
    ask("押印廃止 ゔゔゔ ゔゔゔ")
    notice_button(page, "「ゔゔゔ」を外す").click()
    assert page.pane.box.text() == "押印廃止"


def test_exactly_as_typed_has_no_synonyms(page, ask, qtbot):
    # Given a search with synonyms
    ask("押印廃止")
    page.pane.summary.show_details(True)
    enabled = child(page, "use_synonyms").grab().toImage()
    boxes = [box for box in page.findChildren(QCheckBox) if box.objectName().startswith("synonym_")]
    assert boxes
    assert page.query.synonyms
    # When the words are wanted exactly as typed
    choose(child(page, "mode_box"), MatchMode.EXACT)
    # Then synonyms cannot be chosen, which can be seen, and are not asked for
    assert child(page, "use_synonyms").grab().toImage() != enabled
    assert not child(page, "use_synonyms").isEnabled()
    assert not any(box.isEnabled() for box in boxes)
    assert not page.query.synonyms
    # When they are not any more
    with qtbot.waitSignal(page.answered):
        choose(child(page, "mode_box"), MatchMode.BEST)
    # Then the synonyms are back as they were
    assert page.query.synonyms


def test_escape_closes_the_options(page, qtbot):
    # Given the options with the keyboard in them
    page.pane.summary.show_details(True)
    box = child(page, "mode_box")
    box.setFocus()
    # When Esc is pressed
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    # Then they are closed, and the keyboard is on their button
    assert not page.pane.options.isVisible()
    assert child(page, "search_details_button").hasFocus()
    # When they are open again and Esc is pressed in the search box
    page.pane.summary.show_details(True)
    page.pane.box.setFocus()
    qtbot.keyClick(page.pane.box, Qt.Key.Key_Escape)
    # Then they are closed, and the keyboard stays
    assert not page.pane.options.isVisible()
    assert page.pane.box.hasFocus()


def test_without_words_the_first_order_is_called_the_default(page, ask):
    sorts = child(page, "sort_box")
    assert sorts.itemText(0) == "標準の順"
    ask("窓口")
    assert sorts.itemText(0) == "関連度順"


def test_the_first_tick_does_not_move_the_filters(page, qtbot):
    filters = child(page, "facet_list")
    before = filters.mapTo(page, filters.rect().topLeft())
    with qtbot.waitSignal(page.answered):
        filters.model().toggle(1)
    qtbot.wait(10)
    assert filters.mapTo(page, filters.rect().topLeft()) == before
    assert child(page, "clear_filters").isVisible()


def test_no_hit_offers_any_of_the_words(page, ask, qtbot):
    choose(child(page, "mode_box"), MatchMode.ALL)
    ask("押印廃止 プラネタリウム")
    with qtbot.waitSignal(page.answered):
        notice_button(page, "いずれかの語").click()
    assert page.result.query.mode is MatchMode.ANY
    assert page.result.total > 0


def test_a_slip_of_the_finger_is_answered_with_a_suggestion(page, ask, qtbot):
    # Given a misspelt word
    ask("チャッドボット")
    assert page.result.suggestions
    # When the suggestion is taken
    with qtbot.waitSignal(page.answered):
        notice_button(page, page.result.suggestions[0]).click()
    # Then it finds something
    assert page.result.total > 0


def test_a_synonym_can_be_unticked(page, ask, qtbot):
    # Given a search with synonyms
    ask("押印廃止")
    offered = {word for words in page.result.offered.values() for word in words}
    used = {word for words in page.result.synonyms.values() for word in words}
    assert used <= offered
    page.pane.summary.show_details(True)
    boxes = {box.text(): box for box in page.findChildren(QCheckBox) if box.objectName().startswith("synonym_")}
    assert set(boxes) == offered
    # When one that was used is unticked
    word = next(iter(used))
    with qtbot.waitSignal(page.answered):
        boxes[word].click()
    # Then it is not used any more
    assert word not in {other for words in page.result.synonyms.values() for other in words}


def test_the_order_can_be_changed(page, qtbot):
    with qtbot.waitSignal(page.answered):
        choose(child(page, "sort_box"), Sort.POPULATION)
    assert page.result.query.sort is Sort.POPULATION


def test_an_open_document_stays_open_while_it_is_listed(page, ask, read, qtbot):
    # Given an open document that is not the best of the next search
    ask("窓口")
    other = listed(page)[1].id
    read(other)
    # When the search changes a little and still finds it
    with qtbot.waitSignal(page.marked):
        ask("窓口 ")
    # Then it stays open, and chosen in the list
    assert page.case.document_id == other == page.pane.list.chosen_id


def test_new_words_begin_at_the_top_with_the_best_document(page, ask, read, qtbot):
    # Given an open document that the next search finds too, far down its list
    ask("押印")
    far_down = [hit.id for hit in listed(page) if hit is not None][5]
    ask("窓口")
    read(far_down)
    # When other words are searched for
    with qtbot.waitSignal(page.marked):
        ask("押印")
    qtbot.waitUntil(lambda: page.case.document_id != far_down)
    # Then the list stands at its top and the best document is open
    assert page.case.document_id == page.pane.list.chosen_id == listed(page)[0].id
    assert page.pane.list.verticalScrollBar().value() == 0


def test_no_document_stays_open_that_is_not_listed(page, ask, read):
    # Given an open document WHEN nothing is found THEN none is shown, and the box keeps the keyboard
    ask("窓口")
    read(listed(page)[0].id)
    page.pane.box.setFocus()
    ask("プラネタリウム")
    assert page.case.document_id == ""
    assert page.pane.box.hasFocus()


def test_a_page_on_its_way_does_not_come_when_its_document_is_not_listed_any_more(page, ask, qtbot):
    # Given a document that is being opened while words are asked for that it does not hold
    ask("窓口")
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for("プラネタリウム")
        page.pane.list.opened.emit(listed(page)[1].id)
    # When its page would have come
    qtbot.wait(200)
    # Then nothing is open
    assert page.case.document_id == ""


def test_with_no_hit_and_then_without_the_filter_the_best_document_opens(page, ask, qtbot):
    page.set_filters({FilterAxis.KIND: frozenset({"own"})})
    ask("押印廃止")
    with qtbot.waitSignal(page.marked):
        notice_button(page, "絞り込みをすべて外す").click()
    assert page.case.document_id == page.pane.list.chosen_id == listed(page)[0].id


def test_asking_again_keeps_place_and_document(page, ask, read, qtbot):
    # Given an open document, and a list that was scrolled away from it
    ask("窓口")
    page.pane.list.choose(listed(page)[1].id)
    read(listed(page)[1].id)
    bar = page.pane.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    assert before > 0
    # When the same is asked for again, as F5 does
    with qtbot.waitSignal(page.answered):
        page.search()
    # Then nothing moved
    assert bar.value() == before
    assert page.case.document_id == page.pane.list.chosen_id == listed(page)[1].id


def test_another_order_keeps_the_document_and_shows_where_it_is(page, ask, read, qtbot):
    ask("窓口")
    document_id = listed(page)[2].id
    page.pane.list.choose(document_id)
    read(document_id)
    with qtbot.waitSignal(page.answered):
        choose(child(page, "sort_box"), Sort.POPULATION)
    assert page.case.document_id == page.pane.list.chosen_id == document_id
    view = page.pane.list
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))


def test_a_document_that_could_not_be_opened_leaves_the_keyboard_where_it_is(page, ask, qtbot, monkeypatch):
    # Given a document that a person opened in vain
    ask("窓口")
    document_id = listed(page)[0].id
    with qtbot.waitSignal(page._events.message):
        page.pane.list.opened.emit("no-such-document")
    # When a document opens by itself, even the same one that could not be opened before
    page.pane.list.opened.emit(document_id)
    page._desk.page_failed.emit(document_id, KbError("開けません"))
    page.pane.box.setFocus()
    with qtbot.waitSignal(page.marked):
        page.open_document(document_id)
    # Then the box still has the keyboard
    assert page.pane.box.hasFocus()


def test_enter_in_the_list_goes_to_the_text(page, ask, qtbot):
    # Given a search and the list reached from the box with Down
    ask("押印廃止")
    qtbot.keyClick(page.pane.box, Qt.Key.Key_Down)
    assert page.pane.list.hasFocus()
    # When Enter is pressed
    with qtbot.waitSignal(page.marked):
        qtbot.keyClick(page.pane.list, Qt.Key.Key_Return)
    # Then the text has the keyboard
    assert page.case.view.text.hasFocus()


def test_more_results_follow_when_the_end_comes_into_sight(page, qtbot, monkeypatch):
    # Given a list that was asked for in small pieces
    monkeypatch.setattr("kb_app.ui.pages.search_page._PAGE_OF_RESULTS", 20)
    with qtbot.waitSignal(page.answered):
        choose(child(page, "sort_box"), Sort.DATE)
    first = listed(page)
    assert len(first) < page.result.total
    # When the end of it comes into sight
    bar = page.pane.list.verticalScrollBar()
    with qtbot.waitSignal(page.answered):
        page.pane.list.scrollToBottom()
        before = bar.value()
    # Then more documents stand behind those that were there, one page of them, and nobody is thrown back
    assert len(listed(page)) == min(40, page.result.total)
    assert listed(page)[: len(first)] == first
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == before


def test_a_change_of_the_look_leaves_the_list_where_it_is(page, ask, qtbot):
    # Given a list that was scrolled down
    ask("窓口")
    bar = page.pane.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    # When its cards are laid out anew
    page.pane.list.scheduleDelayedItemsLayout()
    page.pane.list.executeDelayedItemsLayout()
    # Then it stands where it stood
    assert bar.value() == before


def test_in_a_narrow_window_there_is_one_pane_and_a_way_back(window, page, ask, qtbot):
    # Given a narrow window
    window.resize(800, 700)
    qtbot.waitUntil(lambda: page.panes.is_narrow)
    ask("押印廃止")
    assert page.pane.isVisible()
    assert not page.case.isVisible()
    # When a document is opened
    with qtbot.waitSignal(page.marked):
        page.pane.list.opened.emit(listed(page)[0].id)
    # Then it alone is seen
    assert page.case.isVisible()
    assert not page.pane.isVisible()
    # When the way back is taken by key
    qtbot.keyClick(page.case.view.text, Qt.Key.Key_Escape)
    # Then the list is there again, with the document still chosen
    assert page.panes.front is Pane.RESULTS
    assert page.pane.list.hasFocus()
    assert page.pane.list.chosen_id == page.case.document_id


def test_in_a_narrow_window_the_filters_are_a_pane_of_their_own(window, page, qtbot):
    window.resize(800, 700)
    qtbot.waitUntil(lambda: page.panes.is_narrow)
    qtbot.mouseClick(page.pane.filters_button, Qt.MouseButton.LeftButton)
    assert child(page, "facet_list").isVisible()
    assert not page.pane.isVisible()
    child(page, "hide_filters").click()
    assert page.pane.isVisible()


def test_large_letters_make_a_window_narrow_sooner(window, page, qtbot):
    # Given a window with room for all panes
    assert not page.panes.is_narrow
    # When the person chooses letters of twice the size
    window.show_page("settings")
    sizes = child(window, "setting_text_scale")
    choose(sizes, 200)
    sizes.activated.emit(sizes.currentIndex())
    window.show_page("search")
    # Then there is room for one pane only
    qtbot.waitUntil(lambda: page.panes.is_narrow)


def test_a_link_is_shown_before_anything_is_opened(page, read):
    # Given a document with sources on the web
    read("kosai-line-chatbot")
    # When a link of it is clicked
    page.case.view.text.link_clicked.emit("https://example.com/")
    # Then a dialog shows the address
    dialog = page.findChild(QDialog, "link_dialog")
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


LONG = "kosai-line-chatbot"


def test_a_click_into_the_text_moves_nothing_under_the_pointer(page, read, qtbot):
    # Given a long text in its middle
    read(LONG)
    view = page.case.view
    scroll, text = view._scroll, view.text
    bar = scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert 0 < before < bar.maximum()
    left = Qt.MouseButton.LeftButton
    # When the person clicks near the lower and near the upper edge of what is seen
    for y in (scroll.viewport().height() - 30, 30):
        place = text.viewport().mapFrom(scroll.viewport(), QPoint(200, y))
        qtbot.mouseClick(text.viewport(), left, pos=place)
        assert text.hasFocus()
        assert text.textCursor().position() > 0
        # Then the text stays where it is
        assert bar.value() == before
    # When a selection is dragged below what is seen, then the text follows
    qtbot.mousePress(text.viewport(), left, pos=place)
    below = text.viewport().mapFrom(scroll.viewport(), QPoint(200, scroll.viewport().height() + 80))
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(below),
        QPointF(text.viewport().mapToGlobal(below)),
        Qt.MouseButton.NoButton,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(text.viewport(), move)
    assert before < bar.value() < before + 200
    qtbot.mouseRelease(text.viewport(), left, pos=below)


def test_a_link_that_the_keyboard_comes_to_is_seen(page, read, qtbot):
    # Given a long text at its beginning, whose first link stands far below
    read(LONG)
    view = page.case.view
    view.text.setFocus()
    qtbot.waitUntil(view.text.hasFocus)
    # When the person goes to it with Tab
    qtbot.keyClick(view.text, Qt.Key.Key_Tab)
    # Then the page has followed
    assert view.text.hasFocus()
    place = view.text.viewport().mapTo(view._scroll.viewport(), view.text.cursorRect().center())
    assert view.text.textCursor().selectedText().startswith("https://")
    assert 0 < place.y() < view._scroll.viewport().height()


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_text_keeps_at_least_half_of_the_height(window, page, read, qtbot, scale):
    # Given a document with its notes open, and large letters in a low window
    window._theme.use("light", scale)
    page.panes.bring(Pane.CASE)
    read(LONG)
    for height in (900, 600):
        window.resize(1366, height)
        # Then the text has no less room than the notes
        split = page.case._split
        qtbot.waitUntil(lambda split=split: sum(split.sizes()) + split.handleWidth() == page.case.height())
        text, notes = split.sizes()
        assert text + split.handleWidth() >= page.case.height() // 2
        assert notes > 80
