from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from kb_app.domain.tag import TagCount
from kb_app.ui.dialogs.tag_choice import TagChoice
from kb_app.ui.dialogs.tag_manager import TagManager
from kb_app.ui.events import AppEvents
from kb_app.ui.models.tag_model import TagModel
from kb_app.ui.tasks import Lane, Tasks

KEY = Qt.Key
ALWAYS = {"窓口": 3, "ＢＰＲ": 2, "RPA": 1}


@pytest.fixture
def tasks(app, japanese, theme):
    made = Tasks(app.session)
    yield made
    made.close()


@pytest.fixture
def events(qapp):
    return AppEvents()


@pytest.fixture
def session(app):
    with app.session() as opened:
        yield opened


@pytest.fixture
def tagged(session):
    for name, count in ALWAYS.items():
        session.annotations.add_tags([f"document-{number}" for number in range(count)], [name])


@pytest.fixture
def make(tasks, events, qtbot):
    def dialog():
        made = TagManager(tasks, events)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: bool(rows(made)) or "まだありません" in texts(made))
        return made

    return dialog


@pytest.fixture
def dialog(tagged, make):
    return make()


@pytest.fixture
def settled(tasks, qtbot):
    """Waits until everything that was begun in the lane of the database has been told."""

    def wait():
        heard: list[object] = []
        for turn in range(2):  # a change, and the reading after it
            tasks.start(Lane.DATABASE, lambda _session, _report: None, heard.append)
            qtbot.waitUntil(lambda turn=turn: len(heard) > turn)

    return wait


def rows(dialog):
    return [(tag.name, tag.count) for tag in dialog.tags.all_tags]


def listed(dialog):
    model = dialog.tags.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def chosen(dialog):
    return [tag.name for tag in dialog.tags.chosen]


def texts(dialog):
    return " ".join(label.text() for label in dialog.findChildren(object) if hasattr(label, "text"))


def stored(session):
    return {tag.name: tag.count for tag in session.annotations.tags()}


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def type_name(dialog, name):
    line = dialog.findChild(QLineEdit, "rename_line")
    line.clear()
    commit(line, name)
    return line


def commit(line, text):
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def test_tags_are_listed_by_use_with_what_a_screen_reader_says(dialog):
    assert rows(dialog) == [("窓口", 3), ("ＢＰＲ", 2), ("RPA", 1)]
    spoken = [dialog.tags.view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == ["窓口、3 件", "ＢＰＲ、2 件", "RPA、1 件"]
    assert chosen(dialog) == ["窓口"]


def test_without_tags_it_says_how_to_put_one_on(make):
    dialog = make()
    assert "「タグを足す」に言葉を入れ、Enter を押す" in texts(dialog)
    assert not any(button(dialog, name).isEnabled() for name in ("tag_rename", "tag_merge", "tag_delete", "tag_undo"))


def test_the_box_narrows_however_a_name_is_written(dialog, qtbot):
    # When half width letters are typed for a name of full width ones
    qtbot.keyClicks(dialog.tags.box, "bp")
    # Then it is found, chosen, and counted
    assert listed(dialog) == ["ＢＰＲ"]
    assert chosen(dialog) == ["ＢＰＲ"]
    assert "タグ 3 個のうち 1 個" in texts(dialog)
    # And where nothing is found, that is said
    qtbot.keyClicks(dialog.tags.box, "xx")
    assert "「bpxx」を含むタグはありません。" in texts(dialog)
    assert not button(dialog, "tag_delete").isEnabled()


def test_text_that_is_being_composed_does_not_narrow_and_its_keys_do_nothing_else(dialog, qtbot):
    # Given a composition in the box
    QApplication.sendEvent(dialog.tags.box, QInputMethodEvent("まど", []))
    # When keys arrive that belong to the input method
    for key in (KEY.Key_Return, KEY.Key_Down, KEY.Key_Escape):
        qtbot.keyClick(dialog.tags.box, key)
    # Then the dialog is still there with all its tags, the keyboard in the box, and nothing is renamed
    assert dialog.isVisible()
    assert len(listed(dialog)) == 3
    assert not dialog.findChild(QLineEdit, "rename_line").isVisible()
    # And what is committed narrows
    commit(dialog.tags.box, "窓")
    assert listed(dialog) == ["窓口"]


def test_a_tag_is_renamed_by_keys_and_that_is_undone(dialog, session, events, settled, qtbot):
    # Given the second tag
    qtbot.keyClick(dialog.tags.view, KEY.Key_Down)
    # When it gets another name by F2 and Enter
    qtbot.keyClick(dialog.tags.view, KEY.Key_F2)
    with qtbot.waitSignal(events.annotations_changed):
        qtbot.keyClick(type_name(dialog, "業務改革"), KEY.Key_Return)
    settled()
    # Then it is kept, said, and still chosen
    assert stored(session) == {"窓口": 3, "業務改革": 2, "RPA": 1}
    assert dialog.said.sentence == "「ＢＰＲ」の名前を「業務改革」に変えました。"
    assert chosen(dialog) == ["業務改革"]
    assert not dialog.findChild(QLineEdit, "rename_line").isVisible()
    # And Ctrl+Z brings the old name back
    with qtbot.waitSignal(events.annotations_changed):
        qtbot.keyClick(dialog.tags.view, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert stored(session) == ALWAYS
    assert dialog.said.sentence == "元に戻しました：「業務改革」の名前は「ＢＰＲ」です。"
    assert chosen(dialog) == ["ＢＰＲ"]


@pytest.mark.parametrize(
    ("name", "said"), [("rpa", "「RPA」というタグがすでにあります"), ("　", "文字がありません"), ("あ" * 61, "61")]
)
def test_a_name_that_cannot_be_taken_is_said_and_stays(dialog, session, settled, qtbot, name, said):
    dialog.rename()
    line = type_name(dialog, name)
    qtbot.keyClick(line, KEY.Key_Return)
    settled()
    assert dialog.said.is_warning
    assert dialog.said.sentence.startswith("タグの名前を変えられませんでした。")
    assert said in dialog.said.sentence
    assert line.isVisible()
    assert line.text() == name
    assert stored(session) == ALWAYS
    # Escape leaves the row, with its warning, and not the dialog
    qtbot.keyClick(line, KEY.Key_Escape)
    assert not line.isVisible()
    assert dialog.said.sentence == ""
    assert dialog.isVisible()


def test_the_enter_of_a_composition_does_not_rename(dialog, session, settled, qtbot):
    dialog.rename()
    line = type_name(dialog, "")
    QApplication.sendEvent(line, QInputMethodEvent("まどぐち", []))
    qtbot.keyClick(line, KEY.Key_Return)
    qtbot.keyClick(line, KEY.Key_Escape)
    settled()
    assert line.isVisible()
    assert stored(session) == ALWAYS


def test_a_tag_is_deleted_by_its_key_and_comes_back(dialog, session, settled, qtbot):
    # When the first tag is deleted
    qtbot.keyClick(dialog.tags.view, KEY.Key_Delete)
    settled()
    # Then it is off its documents, and the next one has come to its place
    assert stored(session) == {"ＢＰＲ": 2, "RPA": 1}
    assert dialog.said.sentence == "「窓口」を消しました（3 件から外しました）。"
    assert chosen(dialog) == ["ＢＰＲ"]
    # And the button brings it back
    qtbot.mouseClick(button(dialog, "tag_undo"), Qt.MouseButton.LeftButton)
    settled()
    assert stored(session) == ALWAYS
    assert chosen(dialog) == ["窓口"]
    assert not button(dialog, "tag_undo").isEnabled()


def test_delete_in_the_box_belongs_to_its_text(dialog, session, settled, qtbot):
    qtbot.keyClick(dialog.tags.box, KEY.Key_Delete)
    settled()
    assert stored(session) == ALWAYS


def test_changes_are_undone_newest_first(dialog, session, settled, qtbot):
    for _turn in range(2):
        qtbot.keyClick(dialog.tags.view, KEY.Key_Delete)
        settled()
    assert stored(session) == {"RPA": 1}
    dialog.undo()
    settled()
    assert stored(session) == {"ＢＰＲ": 2, "RPA": 1}
    dialog.undo()
    settled()
    assert stored(session) == ALWAYS


def test_one_tag_is_made_into_another_of_the_list(dialog, session, settled, qtbot):
    # Given the tag RPA
    dialog.tags.choose(["RPA"])
    # When it is merged
    qtbot.mouseClick(button(dialog, "tag_merge"), Qt.MouseButton.LeftButton)
    choice = dialog.findChild(TagChoice)
    # Then every other tag is offered
    assert [tag.name for tag in choice.tags.all_tags] == ["窓口", "ＢＰＲ"]
    qtbot.keyClick(choice.tags.view, KEY.Key_Down)
    qtbot.keyClick(choice.tags.view, KEY.Key_Return)
    settled()
    assert stored(session) == {"窓口": 3, "ＢＰＲ": 2}
    assert dialog.said.sentence == "「RPA」を「ＢＰＲ」にまとめました。"
    assert chosen(dialog) == ["ＢＰＲ"]
    # And both are there again after undoing
    dialog.undo()
    settled()
    assert stored(session) == ALWAYS
    assert sorted(chosen(dialog)) == ["RPA", "ＢＰＲ"]


def test_several_chosen_tags_become_one_of_them_in_one_change(dialog, session, settled, qtbot):
    qtbot.keyClick(dialog.tags.view, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog.merge()
    choice = dialog.findChild(TagChoice)
    choice.tags.choose(["ＢＰＲ"])
    qtbot.mouseClick(button(choice, "tag_choice_merge"), Qt.MouseButton.LeftButton)
    settled()
    assert stored(session) == {"ＢＰＲ": 3}
    # One undo brings all of them back
    dialog.undo()
    settled()
    assert stored(session) == ALWAYS
    assert not button(dialog, "tag_undo").isEnabled()


def test_nothing_is_merged_when_the_person_leaves_the_choice(dialog, session, settled, qtbot):
    dialog.merge()
    qtbot.keyClick(dialog.findChild(TagChoice), KEY.Key_Escape)
    settled()
    assert stored(session) == ALWAYS


def test_where_one_of_several_cannot_be_changed_none_is(dialog, session, settled):
    # Given two chosen tags, of which a command deletes the second
    dialog.tags.choose(["窓口", "RPA"])
    session.annotations.delete_tag("RPA")
    # When both are deleted
    dialog.delete()
    settled()
    # Then it is said why not, and the first is still there
    assert "「RPA」というタグはありません" in dialog.said.sentence
    assert stored(session) == {"窓口": 3, "ＢＰＲ": 2}
    assert not button(dialog, "tag_undo").isEnabled()


def test_what_was_changed_again_since_is_said_and_does_not_block_older_changes(dialog, session, settled, qtbot):
    # Given a deleted tag, then a renamed one, which a command renames once more
    dialog.tags.choose(["RPA"])
    dialog.delete()
    settled()
    dialog.tags.choose(["窓口"])
    dialog.rename()
    qtbot.keyClick(type_name(dialog, "受付"), KEY.Key_Return)
    settled()
    session.annotations.rename_tag("受付", "総合窓口")
    # When both are undone
    dialog.undo()
    settled()
    assert dialog.said.sentence == "元に戻せませんでした。 原因：そのあとで変更されています"
    dialog.undo()
    settled()
    # Then the older one is
    assert stored(session) == {"総合窓口": 3, "ＢＰＲ": 2, "RPA": 1}


def test_a_change_from_elsewhere_is_shown_and_the_choice_stays(dialog, session, events, settled):
    dialog.tags.choose(["RPA"])
    session.annotations.add_tags([f"document-{number}" for number in range(5)], ["RPA", "新着"])
    events.annotations_changed.emit()
    settled()
    assert rows(dialog)[0] == ("RPA", 5)
    assert chosen(dialog) == ["RPA"]


def test_ctrl_z_undoes_typing_first_and_then_the_last_change(dialog, session, settled, qtbot):
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(dialog.tags.view, KEY.Key_Delete)
    settled()
    box = dialog.tags.box
    box.setFocus()
    qtbot.keyClicks(box, "RP")
    qtbot.keyClick(box, KEY.Key_Z, control)
    settled()
    assert box.text() == ""
    assert "窓口" not in stored(session)
    box.setText("")  # nothing is left that was typed
    qtbot.keyClick(box, KEY.Key_Z, control)
    settled()
    assert stored(session) == ALWAYS


def test_an_answer_that_comes_after_the_dialog_is_gone_harms_nothing(tagged, tasks, events, session, settled, qtbot):
    # Given a dialog whose change is on its way
    dialog = TagManager(tasks, events)
    dialog.show()
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    dialog.delete()
    # When it is closed and deleted before the answer comes
    dialog.close()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    # Then the change is made, and the others hear of it
    with qtbot.waitSignal(events.annotations_changed):
        settled()
    assert "窓口" not in stored(session)


def test_two_thousand_tags_stay_quick(dialog, qtbot, theme):
    # Given as many tags as an office may gather in years
    tags = tuple(TagCount(f"タグ{number:04}", 2000 - number) for number in range(2000))
    started = time.perf_counter()
    # When they are shown, narrowed letter by letter, and moved through
    dialog.tags.show_tags(tags)
    QCoreApplication.processEvents()
    qtbot.keyClicks(dialog.tags.box, "19")
    dialog.tags.choose(["タグ1999"])
    QCoreApplication.processEvents()
    # Then that takes no time a person would notice (20 ms where this was written)
    assert listed(dialog)[0] == "タグ0019"
    assert time.perf_counter() - started < 1.0


def test_a_model_that_is_shown_the_same_again_leaves_its_view_alone(qtbot, japanese):
    model = TagModel()
    model.show((TagCount("窓口", 1),))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show([TagCount("窓口", 1)])
