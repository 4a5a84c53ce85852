"""The wastebasket of own cases: what lies there and why, taken out one by one or together, and emptied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from kb_app.domain.own_case import DeletedCase, Deletion
from kb_app.ui.dialogs.wastebasket_dialog import WastebasketDialog

TIME = "2026-11-28T01:00:00+00:00"


def undone(number):
    return DeletedCase(f"u{number}", f"題{number}", f"{number}.md", TIME, "", Deletion.UNDONE, "i1", "資料")


ALONE = DeletedCase("k", "消した事例", "消した事例.md", TIME)
REPLACED = DeletedCase("r", "前の版", "a.md", TIME, "", Deletion.REPLACED, "i2", "更新")
DELETED = (ALONE, *(undone(number) for number in range(50)), REPLACED)


@pytest.fixture
def basket(japanese, theme, qtbot):
    def show(deleted=DELETED, **how):
        made = WastebasketDialog(deleted, **how)
        qtbot.addWidget(made)
        made.show()
        return made

    return show


def lines(basket):
    return [basket.list.topLevelItem(row).text(0) for row in range(basket.list.topLevelItemCount())]


def answer(words):
    """Press a button of the question that is coming."""

    def press():
        box = QApplication.activeModalWidget()
        assert box is not None
        next(one for one in box.findChildren(QPushButton) if one.text() == words).click()

    QTimer.singleShot(0, press)


def test_an_import_that_was_taken_back_is_one_line(basket):
    shown = lines(basket())
    assert len(shown) == 3
    assert shown[0].startswith("消した事例（")
    assert shown[1].startswith("取り込み「資料」を元に戻した 50 件（2026-11-28")
    assert shown[2].startswith("前の版（取り込みで更新する前の版、")


def test_all_of_an_import_is_taken_out_or_one_of_it(basket, qtbot):
    shown = basket()
    group = shown.list.topLevelItem(1)
    for item, cases in ((group, DELETED[1:51]), (group.child(3), (undone(3),))):
        shown.list.setCurrentItem(item)
        with qtbot.waitSignal(shown.take_back_wanted) as wanted:
            shown.findChild(QPushButton, "wastebasket_take_back").click()
        assert wanted.args == [cases]
    shown.list.setCurrentItem(group)
    assert shown.findChild(QPushButton, "wastebasket_take_back").text() == "50 件すべてを取り出す"


def test_emptying_asks_first(basket, qtbot):
    shown = basket()
    told: list[object] = []
    shown.empty_wanted.connect(told.append)
    answer("残す")
    shown.findChild(QPushButton, "wastebasket_empty").click()
    assert told == []
    answer("完全に消す")
    shown.findChild(QPushButton, "wastebasket_empty").click()
    assert told == [DELETED]


def test_nothing_to_empty_and_nothing_in_a_window_that_reads(basket):
    assert not basket(()).findChild(QPushButton, "wastebasket_empty").isVisible()
    reading = basket(read_only=True)
    assert not reading.findChild(QPushButton, "wastebasket_empty").isVisible()
    assert not reading.findChild(QPushButton, "wastebasket_take_back").isEnabled()
