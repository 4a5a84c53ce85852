from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from kb_app.base.errors import KbError
from kb_app.ui.models.suggestion_model import SuggestionModel
from kb_app.ui.tasks import Handlers, Lane, Tasks
from kb_app.ui.widgets.tag_chip import TagOrigin
from kb_app.ui.widgets.tag_editor import TagEditor

KEY = Qt.Key
KNOWN = ("書かない窓口", "窓口", "ＢＰＲ", "窓口予約", "デジタル", "RPA")


@pytest.fixture
def place(qtbot, theme, japanese):
    made = QWidget()
    made.resize(500, 400)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def editor(place, theme, qtbot):
    made = TagEditor(theme)
    column = QVBoxLayout(place)
    column.addWidget(made)
    column.addStretch(1)
    made.set_known(KNOWN)
    place.show()
    made.line.setFocus()
    return made


@pytest.fixture
def added(editor):
    heard: list[list[str]] = []
    editor.add_wanted.connect(heard.append)
    return heard


@pytest.fixture
def removed(editor):
    heard: list[str] = []
    editor.remove_wanted.connect(heard.append)
    return heard


def compose(line, text):
    QApplication.sendEvent(line, QInputMethodEvent(text, []))


def commit(line, text):
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def suggested(editor):
    return editor.suggestions.model().stringList() if editor.suggestions.isVisible() else []


def chips(editor):
    return [(chip.tag, chip.origin) for chip in editor.chips]


def test_chips_say_whose_tag_they_are_and_what_their_button_does(editor):
    editor.show_tags(own=["BPR"], of_file=["窓口", "押印廃止"], taken=["押印廃止"])
    assert chips(editor) == [
        ("窓口", TagOrigin.FILE),
        ("BPR", TagOrigin.OWN),
        ("押印廃止", TagOrigin.TAKEN),
    ]
    assert [chip.button.accessibleName() for chip in editor.chips] == [
        "タグ「窓口」を外す",
        "タグ「BPR」を外す",
        "タグ「押印廃止」を戻す",
    ]
    assert [chip.toolTip() for chip in editor.chips] == [
        "窓口\n収録時のタグ",
        "BPR",
        "押印廃止\n収録時のタグ（自庁で外した）",
    ]
    assert editor.chips[2].button.text() == "戻す"


def test_names_that_are_one_tag_are_one_chip(editor):
    editor.show_tags(own=["ｂｐｒ", "視察"], of_file=["BPR", "ペーパーレス"], taken=["ﾍﾟｰﾊﾟｰﾚｽ", "無い"])
    assert chips(editor) == [
        ("BPR", TagOrigin.FILE),
        ("視察", TagOrigin.OWN),
        ("ペーパーレス", TagOrigin.TAKEN),
    ]


def test_buttons_ask_for_what_they_say(editor, added, removed, qtbot):
    editor.show_tags(["BPR"], ["窓口", "押印廃止"], ["押印廃止"])
    for chip in editor.chips:
        qtbot.mouseClick(chip.button, Qt.MouseButton.LeftButton)
    assert removed == ["窓口", "BPR"]
    assert added == [["押印廃止"]]


def test_enter_adds_what_is_typed_and_marks_separate_several(editor, added, qtbot):
    commit(editor.line, "#視察したい、BPR, 議会　答弁，BPR、")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == [["視察したい", "BPR", "議会 答弁"]]
    assert editor.line.text() == ""
    assert not editor.said.isVisible()


@pytest.mark.parametrize(("typed", "said"), [("　、", "文字がありません"), ("あ" * 61, "61 文字あります")])  # fmt: skip
def test_a_wrong_name_is_said_below_and_stays(editor, added, qtbot, typed, said):
    commit(editor.line, typed)
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == []
    assert editor.line.text() == typed
    assert editor.said.isVisible()
    assert editor.said.is_warning
    assert said in editor.said.sentence
    # It goes with the next letter
    commit(editor.line, "い")
    assert not editor.said.isVisible()


def test_one_wrong_name_of_several_keeps_all_of_them_in_the_line(editor, added, qtbot):
    typed = "BPR、" + "あ" * 61
    commit(editor.line, typed)
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == []
    assert editor.line.text() == typed


def test_a_tag_that_is_there_already_is_said_and_others_are_added(editor, added, qtbot):
    editor.show_tags(["BPR"], [], [])
    commit(editor.line, "ｂｐｒ")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == []
    assert editor.said.sentence == "「ｂｐｒ」はもう付いています。"
    commit(editor.line, "、視察")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == [["視察"]]


def test_a_name_that_could_not_be_saved_stands_in_the_line_again(editor, added, qtbot):
    commit(editor.line, "視察、議会")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    editor.show_error(KbError("保存できませんでした。"))
    assert editor.line.text() == "視察、議会"
    assert editor.said.sentence == "保存できませんでした。"
    # But nothing is put into a composition
    qtbot.keyClick(editor.line, KEY.Key_Return)
    compose(editor.line, "つぎ")
    editor.show_error(KbError("保存できませんでした。"))
    assert editor.line.is_composing
    assert editor.line.text() == ""


# ---------------------------------------------------------------------------------------------------- suggestions


def test_suggestions_begin_with_what_is_typed_or_hold_it_however_it_is_written(editor):
    commit(editor.line, "窓")
    assert suggested(editor) == ["窓口", "窓口予約", "書かない窓口"]
    editor.line.clear()
    commit(editor.line, "bpr")
    assert suggested(editor) == ["ＢＰＲ"]
    editor.line.clear()
    commit(editor.line, "でじ")
    assert suggested(editor) == ["デジタル"]


def test_what_is_on_the_document_is_not_suggested_but_what_was_taken_off_is(editor):
    editor.show_tags(["窓口"], ["窓口予約"], ["窓口予約"])
    commit(editor.line, "窓口")
    assert suggested(editor) == ["窓口予約", "書かない窓口"]


def test_at_most_eight_are_suggested(qapp):
    model = SuggestionModel()
    model.set_known(f"タグ{number}" for number in range(2000))
    assert model.suggest("タグ") == 8
    assert model.stringList()[0] == "タグ0"


def test_enter_takes_the_chosen_suggestion_for_the_name_in_which_the_cursor_is(editor, added, qtbot):
    commit(editor.line, "視察、窓")
    qtbot.keyClick(editor.line, KEY.Key_Down)
    qtbot.keyClick(editor.line, KEY.Key_Down)
    assert editor.suggestions.marked == "窓口予約"
    assert editor.line.text() == "視察、窓"
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == [["視察", "窓口予約"]]
    assert suggested(editor) == []


def test_without_a_chosen_suggestion_enter_adds_what_is_typed(editor, added, qtbot):
    commit(editor.line, "窓")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    assert added == [["窓"]]


def test_up_and_down_go_round_and_past_the_ends_to_what_is_typed(editor, qtbot):
    commit(editor.line, "窓")
    seen = []
    for key in (KEY.Key_Down, KEY.Key_Up, KEY.Key_Up, KEY.Key_Down):
        qtbot.keyClick(editor.line, key)
        seen.append(editor.suggestions.marked)
    assert seen == ["窓口", "", "書かない窓口", ""]


def test_a_click_takes_a_suggestion_and_the_keyboard_stays_in_the_line(editor, added, qtbot):
    commit(editor.line, "窓")
    view = editor.suggestions
    spot = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert added == [["窓口予約"]]
    assert editor.line.hasFocus()


def test_down_in_the_empty_line_offers_the_most_used(editor, qtbot):
    assert suggested(editor) == []
    qtbot.keyClick(editor.line, KEY.Key_Down)
    assert suggested(editor) == list(KNOWN)


def test_escape_closes_the_list_and_only_then_goes_on(editor, place, qtbot):
    heard: list[object] = []
    place.keyPressEvent = lambda event: heard.append(event.key())
    commit(editor.line, "窓")
    qtbot.keyClick(editor.line, KEY.Key_Escape)
    assert suggested(editor) == []
    assert editor.line.text() == "窓"
    assert heard == []
    qtbot.keyClick(editor.line, KEY.Key_Escape)
    assert heard == [KEY.Key_Escape]


def test_the_list_goes_when_the_person_goes_elsewhere(editor, place, qtbot):
    commit(editor.line, "窓")
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=QPoint(490, 390))
    assert suggested(editor) == []
    commit(editor.line, "口")
    assert suggested(editor) != []
    editor.line.clearFocus()
    assert suggested(editor) == []


def test_the_list_lies_at_the_line_above_it_where_there_is_more_room(editor, place, qtbot):
    commit(editor.line, "窓")
    line, view = editor.line, editor.suggestions
    assert view.parentWidget() is place
    assert view.y() == line.mapTo(place, QPoint(0, line.height())).y()
    assert view.width() == line.width()
    # When chips come and push the line down, the list goes with it
    editor.show_tags(["BPR"], [], [])
    qtbot.waitUntil(lambda: view.y() == line.mapTo(place, QPoint(0, line.height())).y())
    # And where the window ends below the line
    editor.setContentsMargins(0, 300, 0, 0)
    qtbot.waitUntil(lambda: line.mapTo(place, QPoint(0, 0)).y() > 300)
    assert view.geometry().bottom() < line.mapTo(place, QPoint(0, 0)).y()


def test_the_list_goes_with_its_editor(editor, qtbot):
    commit(editor.line, "窓")
    view = editor.suggestions
    editor.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(view)


# --------------------------------------------------------------------------------------------------- input method


def test_nothing_is_suggested_while_text_is_being_composed(editor, added):
    # Given suggestions for what was typed
    commit(editor.line, "窓")
    assert suggested(editor) != []
    # When a composition begins
    compose(editor.line, "ぐち")
    # Then the list makes room for the candidates of the input method, and comes back with the commit
    assert suggested(editor) == []
    commit(editor.line, "口")
    assert suggested(editor) == ["窓口予約", "書かない窓口"]
    assert added == []


def test_keys_of_a_composition_do_nothing_else(editor, added, place, qtbot):
    heard: list[object] = []
    place.keyPressEvent = lambda event: heard.append(event.key())
    commit(editor.line, "窓")
    compose(editor.line, "ぐち")
    for key in (KEY.Key_Down, KEY.Key_Up, KEY.Key_Return, KEY.Key_Enter, KEY.Key_Escape):
        qtbot.keyClick(editor.line, key)
    assert added == []
    assert heard == []
    assert suggested(editor) == []
    assert editor.line.is_composing
    assert editor.line.text() == "窓"


def test_backspace_of_a_composition_does_not_go_to_a_chip(editor, qtbot):
    editor.show_tags(["BPR"], [], [])
    compose(editor.line, "ま")
    qtbot.keyClick(editor.line, KEY.Key_Backspace)
    assert editor.line.hasFocus()


def test_a_commit_that_begins_the_next_composition_suggests_only_after_it(editor, qtbot):
    event = QInputMethodEvent("ぐち", [])
    event.setCommitString("窓")
    QApplication.sendEvent(editor.line, event)
    assert suggested(editor) == []
    # And a composition that is given up leaves suggestions for what stands there
    compose(editor.line, "")
    assert suggested(editor) == ["窓口", "窓口予約", "書かない窓口"]


def test_new_chips_and_names_leave_a_composition_alone(editor):
    commit(editor.line, "窓")
    compose(editor.line, "ぐち")
    editor.show_tags(["BPR"], ["窓口"], [])
    editor.set_known(["窓口", "窓際"])
    assert editor.line.is_composing
    assert suggested(editor) == []
    commit(editor.line, "際")
    assert editor.line.text() == "窓際"


def test_there_is_no_completer(editor):
    assert editor.line.completer() is None


# ------------------------------------------------------------------------------------------------------- keyboard


def test_backspace_in_the_empty_line_goes_to_the_last_chip_and_on_takes_it_off(editor, removed, qtbot):
    # Given two tags
    editor.show_tags(["BPR", "視察"], [], [])
    # When Backspace is pressed in the empty line, twice
    qtbot.keyClick(editor.line, KEY.Key_Backspace)
    assert editor.chips[1].button.hasFocus()
    qtbot.keyClick(editor.chips[1].button, KEY.Key_Backspace)
    assert removed == ["視察"]
    # Then the keyboard is at the neighbour once the tag is gone, and in the line when all are
    editor.show_tags(["BPR"], [], [])
    assert editor.chips[0].button.hasFocus()
    qtbot.keyClick(editor.chips[0].button, KEY.Key_Delete)
    editor.show_tags([], [], [])
    assert removed == ["視察", "BPR"]
    assert editor.line.hasFocus()


def test_arrows_go_from_chip_to_chip_and_back_to_the_line(editor, qtbot):
    editor.show_tags(["BPR", "視察"], [], [])
    qtbot.keyClick(editor.line, KEY.Key_Backspace)
    for key, number in ((KEY.Key_Left, 0), (KEY.Key_Left, 0), (KEY.Key_Right, 1)):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert editor.chips[number].button.hasFocus()
    qtbot.keyClick(editor.chips[1].button, KEY.Key_Right)
    assert editor.line.hasFocus()


def test_delete_puts_nothing_back_but_enter_does(editor, added, removed, qtbot):
    editor.show_tags([], ["押印廃止"], ["押印廃止"])
    button = editor.chips[0].button
    qtbot.keyClick(button, KEY.Key_Delete)
    assert added == []
    qtbot.keyClick(button, KEY.Key_Return)
    assert added == [["押印廃止"]]
    assert removed == []


def test_everything_can_be_read_only(editor, qtbot):
    editor.show_tags(["BPR"], [], [])
    commit(editor.line, "窓")
    editor.set_enabled(False)
    assert suggested(editor) == []
    assert not editor.line.isEnabled()
    assert not editor.findChild(QPushButton, "tag_button_0").isEnabled()


def test_a_long_name_does_not_widen_its_place(editor, place):
    editor.show_tags(["あ" * 60], [], [])
    QCoreApplication.processEvents()
    assert editor.minimumSizeHint().width() < 300
    assert place.width() == 500
    assert editor.chips[0].width() <= 500


# ------------------------------------------------------------------------------------------- with the real services


@pytest.fixture
def tasks(app, japanese):
    made = Tasks(app.session)
    yield made
    made.close()


def test_what_it_asks_for_is_kept_by_the_services_and_can_be_undone(editor, tasks, qtbot):
    # Given an editor that is joined to the services as a page does it
    heard: list[object] = []
    filed = ["押印廃止", "窓口"]

    def show(answer):
        change, stated, known = answer
        heard.append(change)
        editor.show_tags(stated.tags, filed, stated.taken_tags)
        editor.set_known(known)

    def run(act):
        def work(session, _report):
            notes = session.annotations
            return act(notes), notes.of("sample"), notes.known_tags()

        count = len(heard)
        tasks.start(Lane.DATABASE, work, show, Handlers(failed=editor.show_error))
        qtbot.waitUntil(lambda: len(heard) > count)

    editor.add_wanted.connect(lambda names: run(lambda notes: notes.add_tags(["sample"], names)))
    editor.remove_wanted.connect(lambda name: run(lambda notes: notes.remove_tags(["sample"], [name])))
    run(lambda notes: notes.add_tags(["other"], ["ＢＰＲ"]))
    # When a tag that exists is typed in another way, and one of the file is taken off
    commit(editor.line, "bpr")
    qtbot.keyClick(editor.line, KEY.Key_Return)
    qtbot.mouseClick(editor.chips[0].button, Qt.MouseButton.LeftButton)
    # Then the tag is spelled as before, and the one of the file can be put back
    assert chips(editor) == [("窓口", TagOrigin.FILE), ("ＢＰＲ", TagOrigin.OWN), ("押印廃止", TagOrigin.TAKEN)]
    qtbot.mouseClick(editor.chips[2].button, Qt.MouseButton.LeftButton)
    assert ("押印廃止", TagOrigin.TAKEN) not in chips(editor)
    # And undoing brings it back to what it was
    run(lambda notes: notes.undo(heard[-1]))
    assert chips(editor)[-1] == ("押印廃止", TagOrigin.TAKEN)
