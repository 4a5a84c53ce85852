"""The editor over own cases that are only remembered: what it shows, asks, saves and keeps."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from kb_app.domain.case import Cost, Source
from kb_app.domain.outcome import ChangeKind, Confidence, Method, Outcome
from kb_app.domain.own_case import Original, OriginalChange
from kb_app.domain.place_search import PlaceSearch
from kb_app.services.unfinished import Unfinished
from kb_app.storage.unfinished_files import UnfinishedFiles
from kb_app.ui.dialogs.case_editor.field import Choice
from kb_app.ui.dialogs.case_editor.window import CaseEditor, EditorTools
from kb_app.ui.events import AppEvents
from kb_app.ui.tasks import Tasks
from tests.ui.fake_own_cases import FakeOwnCases

KEY = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CITY = "aizuwakamatsu-city-os-portal"


@pytest.fixture
def own_cases():
    return FakeOwnCases()


@pytest.fixture
def unfinished(tmp_path):
    return Unfinished(UnfinishedFiles(tmp_path / "unfinished"))


@pytest.fixture
def tasks(own_cases, unfinished, japanese):
    session: Any = SimpleNamespace(own_cases=own_cases, unfinished=unfinished, close=lambda: None)
    made = Tasks(lambda: session)
    yield made
    made.close()


@pytest.fixture
def tools(indexed_app, library, tasks, theme):
    return EditorTools(indexed_app, tasks, AppEvents(), theme, PlaceSearch(library.places.all()))


@pytest.fixture
def make(tools, qtbot):
    opened = []

    def made(case, own=None, left=None):
        editor = CaseEditor(tools, case, own, left)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        editor.show()
        QCoreApplication.processEvents()
        opened.append(editor)
        return editor

    yield made
    for editor in opened:
        editor.hide()
        editor.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def editor(make, own_cases):
    return make(own_cases.blank())


@pytest.fixture
def stored(library, own_cases):
    """An own case, as it would be read from its file."""
    own = own_cases.create(replace(library.library.document(CITY).case, id="own-1"))
    own_cases.acts.clear()
    return own


@pytest.fixture
def saved(qtbot):
    def save(editor):
        with qtbot.waitSignal(editor.save_over):
            editor.save()

    return save


def child(editor, name):
    found = editor.findChild(QWidget, name)
    assert found is not None, name
    return found


def write(widget, words):
    """Commits words as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QCoreApplication.sendEvent(widget, event)


def cell(editor):
    return next(one for one in reversed(editor.findChildren(QWidget, "case_cell")) if one.isVisible())


def said_at(editor, name):
    label = editor.findChild(QLabel, f"{name}_said")
    return label.text() if label.property("look") == "field_trouble" else ""


def answering(button, monkeypatch):
    """Answers the question about unsaved changes."""

    def answer(box):
        box.findChild(QPushButton, button).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)


def choose_place(editor, qtbot, reading, downs=1):
    line = child(editor, "entry_municipality")
    line.setFocus()
    write(line, reading)
    for _turn in range(downs):
        qtbot.keyClick(line, KEY.Key_Down)
    qtbot.keyClick(line, KEY.Key_Return)


def test_a_case_is_written_from_scratch_by_keyboard_and_saved_by_ctrl_s(editor, own_cases, qtbot):
    # Given a new case, the keyboard in its title
    qtbot.waitUntil(lambda: QApplication.focusWidget() is child(editor, "entry_title"))
    # When the person writes, goes on with Tab, and saves
    write(QApplication.focusWidget(), "窓口の待ち時間を半分に")
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    choose_place(editor, qtbot, "こさいし")
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    write(QApplication.focusWidget(), "58,000")
    box = child(editor, "entry_steps_execute_measure")
    box.setFocus()
    qtbot.keyClick(box, KEY.Key_Space)
    assert "保存していない" in editor.saved_mark
    with qtbot.waitSignal(editor.save_over):
        qtbot.keyClick(editor, KEY.Key_S, CONTROL)
    # Then the file has it, and the municipality is complete
    case = own_cases.files["own-1"].case
    assert (case.title, case.municipality.name, case.municipality.code) == (
        "窓口の待ち時間を半分に",
        "湖西市",
        "222216",
    )
    assert (case.municipality.prefecture, case.municipality.population) == ("静岡県", 58000)
    assert case.steps == ("execute_measure",)
    assert not editor.is_dirty
    assert editor.saved_mark.startswith("✓ 保存済み")


def test_saving_again_writes_into_the_same_file(make, stored, own_cases, saved):
    editor = make(stored.case, stored)
    child(editor, "entry_subtitle").setText("副題")
    saved(editor)
    saved(editor)
    assert own_cases.acts == ["save", "save"]
    assert own_cases.files["own-1"].case == replace(stored.case, subtitle="副題")


def test_opening_a_case_changes_nothing(make, stored):
    editor = make(stored.case, stored)
    assert editor.form.case == stored.case
    assert not editor.is_dirty


def test_every_bundled_case_goes_through_the_form_unchanged(editor, library):
    for document in library.library.documents():
        editor.form.show_case(document.case)
        assert editor.form.case == document.case


def test_what_is_wrong_is_said_at_the_field_and_goes_when_it_is_mended(editor, own_cases, qtbot):
    # When a case without a title, and with a cost that is no number, is to be saved
    child(editor, "entry_cost").setText("たくさん")
    editor.save()
    # Then nothing is written, the keyboard is at the first trouble, and each stands at its field
    assert own_cases.acts == []
    assert said_at(editor, "entry_title") == "題名を入れてください。"
    assert "整数" in said_at(editor, "entry_cost")
    assert QApplication.focusWidget() is child(editor, "entry_title") or editor.said.is_warning
    # And the sentence goes when the title is there
    child(editor, "entry_title").setText("題名")
    assert said_at(editor, "entry_title") == ""
    assert said_at(editor, "entry_cost") != ""


@pytest.mark.parametrize(("words", "date"), [("令和5年4月", "2023-04"), ("2023/4/1", "2023-04-01"), ("2023", "2023")])
def test_dates_are_understood_as_offices_write_them(editor, words, date):
    child(editor, "entry_period_start").setText(words)
    assert editor.form.case.period.start == date


def test_a_shared_name_is_chosen_with_its_prefecture(editor, qtbot):
    # Given a name that two municipalities have
    line = child(editor, "entry_municipality")
    line.setFocus()
    write(line, "府中市")
    assert editor.form.case.municipality.code == ""
    offered = editor.form.basics.place.suggestions.model().stringList()
    assert [words.split("\u3000")[0] for words in offered] == ["府中市（東京都）", "府中市（広島県）"]
    # When it is left without choosing, Then the field says what to do
    child(editor, "entry_title").setFocus()
    assert "複数" in said_at(editor, "entry_municipality")
    # When the second is chosen with the arrow keys, Then the code is filled in
    line.clear()
    choose_place(editor, qtbot, "ふちゅうし", downs=2)
    place = editor.form.case.municipality
    assert (place.name, place.prefecture, place.code) == ("府中市", "広島県", "342084")
    assert editor.findChild(QLabel, "entry_municipality_said").text() == "広島県・コード 342084"


def test_typing_the_only_municipality_of_a_name_is_choosing_it(editor):
    child(editor, "entry_municipality").setText("湖西市")
    assert editor.form.case.municipality.code == "222216"


def test_an_effect_is_written_in_cells_with_the_keyboard(editor, qtbot):
    # When a row is added and written from cell to cell with Tab
    table = editor.form.effects.table
    table.add_row()
    for words in ("電話", "４００", "200", "-50", "件"):
        write(cell(editor), words)
        qtbot.keyClick(cell(editor), KEY.Key_Tab)
    # Then the numbers are numbers, and the change has a kind
    assert editor.form.case.outcomes == (Outcome("電話", "件", 400, 200, -50, ChangeKind.ABSOLUTE),)


def test_a_kind_of_change_that_was_chosen_stays_when_the_change_is_emptied(editor):
    # Given an effect whose change got its kind by itself, and one whose kind the person chose
    effects = (
        Outcome("電話", "件", change=-5, change_kind=ChangeKind.ABSOLUTE),
        Outcome("来庁", "件", change=-5, change_kind=ChangeKind.PERCENT),
    )
    editor.form.show_case(replace(editor.form.case, outcomes=effects))
    model = editor.form.effects.table.table.model()
    place = [column.name for column in model.columns].index("change")
    # When both changes are emptied
    for row in range(2):
        assert model.setData(model.index(row, place), "")
    # Then only what came by itself goes by itself
    assert [one.change for one in editor.form.case.outcomes] == [None, None]
    assert [one.change_kind for one in editor.form.case.outcomes] == [None, ChangeKind.PERCENT]


def test_a_cell_that_is_still_written_is_saved_too(make, stored, own_cases, saved):
    editor = make(stored.case, stored)
    editor.form.sources.table.add_row()
    write(cell(editor), "議事録")
    saved(editor)
    assert own_cases.files["own-1"].case.sources[-1].title == "議事録"


def test_closing_asks_about_a_cell_that_is_still_written(make, stored, monkeypatch):
    editor = make(stored.case, stored)
    editor.form.sources.table.add_row()
    write(cell(editor), "議事録")
    answering("case_unsaved_back", monkeypatch)
    assert not editor.close()


def test_choices_in_cells_are_named_in_words(editor):
    editor.form.show_case(replace(editor.form.case, outcomes=(Outcome("電話", "件", method=Method.SURVEY),)))
    model = editor.form.effects.table.table.model()
    names = [column.name for column in model.columns]
    shown = [model.index(0, place).data() for place in range(model.columnCount())]
    assert shown[names.index("method")] == "調査"
    assert shown[names.index("confidence")] == "出典なし"
    assert model.setData(model.index(0, names.index("confidence")), "verified")
    assert editor.form.case.outcomes[0].confidence is Confidence.VERIFIED


def test_a_choice_in_a_cell_is_made_and_left_with_keys_as_words_are(editor, qtbot):
    # Given an effect, the keyboard on the kind of its change
    editor.form.show_case(replace(editor.form.case, outcomes=(Outcome("電話", "件"),)))
    rows = editor.form.effects.table
    rows.go_to_cell(0, "change_kind")
    qtbot.keyClick(rows.table, KEY.Key_Return)
    # When the second value is chosen with Down, then the next cell's with Tab and Up
    box = cell(editor)
    for _turn in range(2):
        qtbot.keyClick(box, KEY.Key_Down)
    assert box.isVisible()
    assert editor.form.case.outcomes[0].change_kind is ChangeKind.PERCENT
    qtbot.keyClick(box, KEY.Key_Tab)
    QCoreApplication.processEvents()
    assert cell(editor).accessibleName() == "数値の種類"
    assert cell(editor).hasFocus()
    qtbot.keyClick(cell(editor), KEY.Key_Up)
    qtbot.keyClick(cell(editor), KEY.Key_Return)
    QCoreApplication.processEvents()
    # Then both are in the case, and the keyboard is in the table
    assert editor.form.case.outcomes == (Outcome("電話", "件", change_kind=ChangeKind.PERCENT, method=Method.TARGET),)
    assert rows.table.hasFocus()


def test_esc_in_a_cell_takes_back_what_was_chosen(editor, qtbot):
    editor.form.show_case(replace(editor.form.case, outcomes=(Outcome("電話", "件", method=Method.SURVEY),)))
    rows = editor.form.effects.table
    rows.go_to_cell(0, "method")
    qtbot.keyClick(rows.table, KEY.Key_Return)
    qtbot.keyClick(cell(editor), KEY.Key_Down)
    chosen = editor.form.case.outcomes[0].method
    qtbot.keyClick(cell(editor), KEY.Key_Escape)
    assert (chosen, editor.form.case.outcomes[0].method) == (Method.ESTIMATE, Method.SURVEY)
    assert editor.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")
def test_the_list_of_a_narrow_choice_is_as_wide_as_its_words(qt, qtbot):
    box = Choice("narrow", [("a", "数値の種類は記載なし"), ("b", "実測")])
    qtbot.addWidget(box)
    box.setFixedWidth(60)
    box.show()
    box.showPopup()
    assert box.view().viewport().width() >= box.fontMetrics().horizontalAdvance("数値の種類は記載なし")
    box.hidePopup()


def test_rows_of_sources_get_ids_are_moved_and_removed_by_keys(editor, qtbot):
    rows = editor.form.sources.table
    for title in ("広報", "計画書", "議事録"):
        rows.add_row()
        write(cell(editor), title)
        qtbot.keyClick(cell(editor), KEY.Key_Return)
        QCoreApplication.processEvents()
    assert [(one.id, one.title) for one in editor.form.case.sources] == [
        ("s1", "広報"), ("s2", "計画書"), ("s3", "議事録"),
    ]  # fmt: skip
    # When the last one moves up, and then goes
    qtbot.keyClick(rows.table, KEY.Key_Up, ALT)
    assert [one.id for one in editor.form.case.sources] == ["s1", "s3", "s2"]
    qtbot.keyClick(rows.table, KEY.Key_Delete, CONTROL)
    # Then the others keep their ids, and a new one takes the free id
    assert [one.id for one in editor.form.case.sources] == ["s1", "s2"]
    rows.add_row()
    assert rows.table.model().rows[-1].id == "s3"


def test_a_row_names_what_it_lacks_and_is_saved_all_the_same(editor, own_cases, saved):
    form = editor.form
    form.show_case(replace(form.case, title="題", outcomes=(Outcome("電話", ""),)))
    child(editor, "entry_municipality").setText("湖西市")
    saved(editor)
    assert own_cases.acts == ["create"]
    assert form.effects.table.trouble == "1行目：単位を入れてください（件、分、%など）。"


def test_a_web_address_that_is_none_stays_in_its_cell_marked_until_it_is_mended(editor, own_cases, saved, qtbot):
    # Given a case that could be saved, and something that is no address typed into its row of sources
    form, rows = editor.form, editor.form.sources.table
    form.show_case(replace(form.case, title="題", sources=(Source("s1", "広報", url="https://example.jp/"),)))
    child(editor, "entry_municipality").setText("湖西市")
    address = rows.table.model().index(0, 2)
    rows.table.setFocus()
    rows.table.setCurrentIndex(address)
    rows.table.edit(address)
    cell(editor).clear()
    write(cell(editor), "javascript:alert(1)")
    qtbot.keyClick(cell(editor), KEY.Key_Return)
    QCoreApplication.processEvents()
    # Then the text is still there, marked, and said to eyes and ears; the value is the one before
    role = Qt.ItemDataRole
    assert address.data(role.EditRole) == "javascript:alert(1)"
    assert address.data() == "！ javascript:alert(1)"
    assert "https://" in address.data(role.ToolTipRole)
    assert "https://" in address.data(role.AccessibleTextRole)
    assert "https://" in rows.trouble
    assert [one.url for one in form.case.sources] == ["https://example.jp/"]
    # And another cell does not hide it, and it is not saved silently
    model = rows.table.model()
    model.setData(model.index(0, 1), "湖西市")
    assert "https://" in rows.trouble
    editor.save()
    assert own_cases.acts == []
    assert editor.said.sentence.startswith("まだ保存していません：1行目の「URL」：")
    qtbot.waitUntil(lambda: rows.table.currentIndex() == address)
    # When it is mended Then nothing is said any more, and it is saved
    assert model.setData(address, "https://example.jp/2")
    assert (address.data(), rows.trouble) == ("https://example.jp/2", "")
    saved(editor)
    assert own_cases.acts == ["create"]


def test_a_refused_cell_goes_with_its_row_and_the_old_value_can_be_put_back(editor):
    # Given a date that is none, in the second of two rows
    form = editor.form
    form.show_case(replace(form.case, sources=(Source("s1", "広報"), Source("s2", "計画書", published="2020"))))
    model = form.sources.table.table.model()
    model.setData(model.index(1, 4), "いつか")
    assert list(form.unread()) == ["sources[2].published"]
    # When the row moves Then the text moves with it
    model.move(1, -1)
    assert [index.data() for index in (model.index(0, 4), model.index(1, 4))] == ["！ いつか", ""]
    assert list(form.unread()) == ["sources[1].published"]
    # When the value before is typed again, or the row is removed, Then nothing is refused any more
    model.setData(model.index(0, 4), "2020")
    assert (form.unread(), model.index(0, 4).data()) == ({}, "2020")
    model.setData(model.index(0, 4), "いつか")
    model.remove(0)
    assert form.unread() == {}


def test_a_cost_that_no_source_states_is_ticked(editor):
    child(editor, "entry_cost").setText("120万")
    assert editor.form.case.cost.initial_yen == 1_200_000
    child(editor, "entry_cost_none_known").setChecked(True)
    assert editor.form.case.cost == Cost(none_known=True)
    assert not child(editor, "entry_cost").isEnabled()
    child(editor, "entry_cost_none_known").setChecked(False)
    assert editor.form.case.cost.initial_yen == 1_200_000


def test_the_gauge_grows_and_its_gaps_lead_to_the_fields(editor, qtbot):
    gauge = editor.preview.gauge
    before = gauge.percent
    child(editor, "entry_title").setText("題名")
    qtbot.waitUntil(lambda: gauge.percent > before)
    fields = [gap.field for gap in gauge.missing]
    assert "title" not in fields
    # When gaps are chosen, Then the keyboard is at their answers
    for field, name in (
        ("municipality.code", "entry_municipality"),
        ("summary", "entry_summary"),
        ("period.start", "entry_period_start"),
        ("cost", "entry_cost"),
        ("sources.publisher", "entry_sources_add"),
        ("checked", "entry_checked"),
        ("body.取組", "entry_body"),
    ):
        assert field in fields
        gauge.gap_chosen.emit(field)
        assert QApplication.focusWidget() is child(editor, name), field


def test_every_gap_leads_somewhere(editor):
    for gap in editor.preview.gauge.missing:
        assert any(section.go_to(gap.field) for section in editor.form._sections), gap.field


def test_a_heading_that_is_missing_is_written_where_it_is_wanted(editor):
    body = editor.form.body
    body.editor.show_text("## 課題\nあ😀る\n## 取組\nい")
    body.go_to_heading("取組")
    assert body.editor.textCursor().block().text() == "い"
    body.go_to_heading("教訓")
    assert body.editor.text().endswith("い\n\n## 教訓\n")


def test_the_preview_shows_what_a_reader_will_see(editor, qtbot):
    child(editor, "entry_title").setText("新しい窓口")
    editor.form.body.editor.setPlainText("## 取組\n**書かない**窓口")
    view = editor.preview.view
    qtbot.waitUntil(lambda: "書かない窓口" in view.plain_text)
    assert view.page.document.case.title == "新しい窓口"


def test_letters_that_are_still_composed_are_no_change(editor):
    editor.form.body.editor.setFocus()
    QCoreApplication.sendEvent(editor.form.body.editor, QInputMethodEvent("とりくみ", []))
    assert not editor.is_dirty
    assert editor.form.case.body.count("とりくみ") == 0


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("case_unsaved_save", (True, ["save"])),
        ("case_unsaved_discard", (True, [])),
        ("case_unsaved_back", (False, [])),
    ],
)
def test_closing_asks_about_what_is_not_saved(make, stored, own_cases, monkeypatch, button, expected):
    editor = make(stored.case, stored)
    child(editor, "entry_subtitle").setText("変えた")
    answering(button, monkeypatch)
    assert (editor.close(), own_cases.acts) == expected


def test_closing_with_save_stays_open_where_it_cannot_be_saved(editor, monkeypatch):
    child(editor, "entry_subtitle").setText("題名がない")
    answering("case_unsaved_save", monkeypatch)
    assert not editor.close()


def test_closing_asks_nothing_where_nothing_was_written(editor, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("asked"))
    assert editor.close()


def test_what_is_written_is_kept_beside_until_it_is_saved(make, stored, own_cases, unfinished, saved, qtbot):
    # Given changes that are not saved when the program ends
    editor = make(stored.case, stored)
    child(editor, "entry_subtitle").setText("変えた")
    editor._recovery.keep()
    qtbot.waitUntil(lambda: len(unfinished.left()) == 1)
    left = unfinished.left()[0]
    assert left.case == editor.form.case
    # When they are gone on with, Then they are shown as not saved
    again = make(stored.case, stored, left)
    assert again.is_dirty
    assert child(again, "entry_subtitle").text() == "変えた"
    # And saved they are kept no longer
    saved(again)
    qtbot.waitUntil(lambda: unfinished.left() == ())
    assert own_cases.files["own-1"].case.subtitle == "変えた"


def test_what_is_written_is_kept_a_second_after_typing_rests(make, stored, unfinished, qtbot):
    # Given a word written into a case
    editor = make(stored.case, stored)
    began = time.monotonic()
    child(editor, "entry_subtitle").setText("変えた")
    # Then it is on the disk soon, without another word
    qtbot.waitUntil(lambda: [one.case.subtitle for one in unfinished.left()] == ["変えた"], timeout=3000)
    assert time.monotonic() - began >= 0.9


def test_who_types_without_a_rest_has_it_kept_meanwhile(make, stored, unfinished, qtbot):
    # Given somebody who types a key every fifth of a second
    editor = make(stored.case, stored)
    line = child(editor, "entry_subtitle")
    line.setText("")
    typing = QTimer(editor)
    typing.timeout.connect(lambda: write(line, "字"))
    typing.start(200)
    # Then some of it is on the disk while the typing goes on
    qtbot.waitUntil(lambda: any(one.case.subtitle for one in unfinished.left()), timeout=6000)
    typing.stop()
    assert 0 < len(unfinished.left()[0].case.subtitle) <= len(line.text())


def test_size_is_remembered(make, own_cases, tools):
    editor = make(own_cases.blank())
    editor.resize(700, 511)
    editor.close()
    assert make(own_cases.blank()).size() == editor.size()


def conflict(editor, stored, own_cases, saved):
    own_cases.change_elsewhere(stored, title="相手の題名")
    child(editor, "entry_title").setText("こちらの題名")
    saved(editor)
    dialog = editor.findChild(QWidget, "differences_dialog")
    assert dialog is not None
    return dialog


def test_two_versions_are_shown_side_by_side_and_both_are_kept(make, stored, own_cases, saved, qtbot):
    # Given that another program changed the file meanwhile
    editor = make(stored.case, stored)
    dialog = conflict(editor, stored, own_cases, saved)
    # Then both titles are shown, and nothing was overwritten
    shown = dialog.text.toPlainText()
    assert "こちらの題名" in shown
    assert "相手の題名" in shown
    assert editor.is_dirty
    # When both are kept
    with qtbot.waitSignal(editor.save_over):
        dialog.findChild(QPushButton, "differences_keep_both").click()
    # Then ours is a file of its own, which is written on
    assert own_cases.files["own-1"].case.title == "相手の題名"
    assert own_cases.files[editor.document_id].case.title == "こちらの題名"
    assert editor.document_id != "own-1"
    assert not editor.is_dirty


def test_the_other_version_can_be_opened_beside(make, stored, own_cases, saved, qtbot):
    editor = make(stored.case, stored)
    dialog = conflict(editor, stored, own_cases, saved)
    with qtbot.waitSignal(editor.theirs_wanted) as wanted:
        dialog.findChild(QPushButton, "differences_theirs").click()
    assert wanted.args[0].case.title == "相手の題名"
    assert editor.is_dirty


def test_a_file_that_is_gone_can_be_written_again(make, stored, own_cases, saved, qtbot):
    editor = make(stored.case, stored)
    del own_cases.files["own-1"]
    child(editor, "entry_title").setText("こちらの題名")
    saved(editor)
    dialog = editor.findChild(QWidget, "differences_dialog")
    assert dialog.findChild(QPushButton, "differences_theirs") is None
    with qtbot.waitSignal(editor.save_over):
        dialog.findChild(QPushButton, "differences_keep_both").click()
    assert own_cases.files["own-1"].case.title == "こちらの題名"


@pytest.fixture
def changed_original(stored):
    """The original of a copy, whose title has changed since."""
    then, now = (replace(stored.case, title=title) for title in ("前の題", "後の題"))
    return Original("後の題", True, now, OriginalChange(then, now))


def test_a_copy_tells_how_its_original_has_changed(make, stored, own_cases, changed_original, qtbot):
    editor = make(stored.case, stored)
    editor.tell_original(changed_original)
    assert "変わっています" in editor._notice.words
    child(editor, "case_editor_original").click()
    dialog = editor.findChild(QWidget, "differences_dialog")
    assert "前の題" in dialog.text.toPlainText()
    with qtbot.waitSignal(editor.save_over):
        dialog.findChild(QPushButton, "differences_seen").click()
    assert own_cases.acts == ["accept"]
    assert not child(editor, "case_editor_original").isVisible()
    assert "変わっています" not in editor._notice.words
    assert child(editor, "case_editor_notice").isVisible()


def test_a_copy_is_compared_with_its_original_as_it_stands_in_the_form(make, stored, changed_original):
    # Given a copy of a bundled case, in which something was written that is not saved
    editor = make(stored.case, stored)
    editor.tell_original(replace(changed_original, now=stored.case, change=None))
    assert "「後の題」（収録事例）の写し" in editor._notice.words
    child(editor, "entry_subtitle").setText("ここだけ変えた")
    # When the person compares, Then both stand beside each other, and what was written is among what differs
    child(editor, "case_editor_compare").click()
    shown = editor.findChild(QWidget, "differences_dialog").text.toPlainText()
    assert "ここだけ変えた" in shown
    assert "≠" in shown or "＋" in shown


def test_a_case_that_is_no_copy_says_nothing_of_an_original(editor):
    assert not child(editor, "case_editor_notice").isVisible()


def test_everything_a_person_uses_has_a_name(editor):
    for kind in (QPushButton, QLabel):
        for widget in editor.form.findChildren(kind):
            if kind is QPushButton:
                assert widget.objectName(), widget.text()
                assert widget.accessibleName(), widget.objectName()


def test_a_new_draft_of_before_a_crash_is_not_saved_and_asks(make, own_cases, unfinished, monkeypatch, qtbot):
    # Given a new case that was being written when the program ended
    editor = make(own_cases.blank())
    child(editor, "entry_title").setText("書きかけ")
    editor._recovery.keep()
    qtbot.waitUntil(lambda: len(unfinished.left()) == 1)
    left = unfinished.left()[0]
    # When it is gone on with, Then it counts as not saved: closing asks, and nothing is forgotten
    again = make(left.case, None, left)
    assert again.is_dirty
    answering("case_unsaved_back", monkeypatch)
    assert not again.close()
    assert len(unfinished.left()) == 1


def test_what_stands_in_the_form_is_not_saved_by_having_seen_the_original(
    make, stored, own_cases, changed_original, qtbot
):
    # Given a copy in which something was written, and whose original has changed
    editor = make(stored.case, stored)
    child(editor, "entry_subtitle").setText("変えた")
    editor.tell_original(changed_original)
    child(editor, "case_editor_original").click()
    # When the person has seen the change, Then what they wrote is still to be saved
    with qtbot.waitSignal(editor.save_over):
        editor.findChild(QWidget, "differences_dialog").findChild(QPushButton, "differences_seen").click()
    assert own_cases.acts == ["accept"]
    assert editor.is_dirty
    assert child(editor, "entry_subtitle").text() == "変えた"


def test_every_value_of_the_axes_can_be_ticked_whatever_plan_names_them(editor):
    # Given the plan of the article, which has no 自治体フロントヤード改革 yet
    ticks = editor.form.axes.questions["priority_areas"]
    box = ticks.box("front_yard")
    assert box.text() == "自治体フロントヤード改革の推進（別の版）"
    # When it is ticked, Then the case has it
    box.setChecked(True)
    assert editor.form.case.priority_areas == ("front_yard",)
    # and the values of the plan stand first
    assert next(iter(ticks._boxes)) == "standardization"


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", 0, "{table}"),
        ("前の行", 3, "前の行\n\n{table}"),
        ("𠮷前の行後の行", 5, "𠮷前の行\n\n{table}\n\n後の行"),
        ("前の行\n後の行", 4, "前の行\n\n{table}\n\n後の行"),
        ("前の行\n\n\n\n後の行", 5, "前の行\n\n{table}\n\n後の行"),
    ],
)
def test_a_table_has_empty_lines_around_it_and_its_first_cell_chosen(editor, text, place, expected):
    # Given a text, and the place to write at
    body = editor.form.body.editor
    body.show_text(text)
    cursor = body.textCursor()
    cursor.setPosition(place)
    body.setTextCursor(cursor)
    # When a table is put there
    child(editor, "entry_insert_table").click()
    # Then it stands by itself, and what is typed takes the place of its first heading
    assert body.text() == expected.format(table="| 項目 | 内容 |\n| --- | --- |\n|  |  |")
    body.insertPlainText("年度")
    assert "| 年度 | 内容 |" in body.text()
    # and one step takes the table away
    body.undo()
    body.undo()
    assert body.text() == text


def test_what_is_chosen_stands_in_the_table(editor):
    body = editor.form.body.editor
    body.show_text("窓口|本庁\n支所")
    body.selectAll()
    child(editor, "entry_insert_table").click()
    assert body.text() == "| 項目 | 内容 |\n| --- | --- |\n| 窓口\\|本庁 支所 |  |"


def test_headings_without_a_text_are_not_shown_to_a_reader(editor, qtbot):
    # Given a new case, whose text has headings only
    shown = editor.preview.view
    qtbot.waitUntil(lambda: shown.page is not None)
    assert "体制" not in shown.plain_text
    # When something is written below one, Then that one is shown
    editor.form.body.go_to_heading("体制")
    editor.form.body.editor.insertPlainText("係長が一人で始めた。")
    qtbot.waitUntil(lambda: "係長が一人で始めた。" in shown.plain_text)
    assert "体制" in shown.plain_text
    assert "教訓" not in shown.plain_text


def test_a_row_is_as_high_as_its_words_and_a_table_has_room_for_four(make, stored):
    # Given an effect whose words do not fit into one line
    long = "窓口で申請書を書いてから受け取るまでに待つ時間の平均（市民課・平日・年度末を除く）"
    effects = (Outcome(long, "分", after=5), Outcome("件数", "件", after=12))
    editor = make(replace(stored.case, outcomes=effects), stored)
    table = editor.form.effects.table.table
    # Then its row is higher than the other one, and all of it can be read
    assert table.rowHeight(0) > table.rowHeight(1)
    assert table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == long
    assert table.height() >= table.rowHeight(0) + table.rowHeight(1)
    # and a table without rows has room for four
    empty = make(replace(stored.case, outcomes=()), stored).form.effects.table.table
    assert empty.viewport().height() >= 4 * table.rowHeight(1)
