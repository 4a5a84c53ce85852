from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from kb_app.base.progress import Progress
from kb_app.ui.widgets.task_bar import TaskBar


@pytest.fixture
def bar(qtbot, japanese):
    made = TaskBar()
    qtbot.addWidget(made)
    return made


def button(bar, name):
    found = bar.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_kept_message_comes_back_behind_others_until_it_is_closed(bar):
    # Given a message that is kept
    looked: list[int] = []
    bar.keep("1 件", lambda: looked.append(1))
    button(bar, "task_look").click()
    assert looked == [1]
    # When work and another message come in between
    bar.show_progress("索引", Progress(1, 2))
    assert not button(bar, "task_look").isVisible()
    bar.finish("別の知らせ")
    assert bar.message == "別の知らせ"
    button(bar, "task_close").click()
    # Then it is there again, and goes for good when it is closed itself
    assert (bar.message, bar.isVisible()) == ("1 件", True)
    button(bar, "task_close").click()
    assert not bar.isVisible()
    bar.finish("")
    assert not bar.isVisible()


def test_whether_it_works_can_be_asked(bar):
    bar.show_progress("索引", Progress(1, 2))
    assert bar.is_working
    bar.finish("")
    assert not bar.is_working


def test_news_that_nobody_asked_for_never_hides_what_an_act_came_to(bar):
    # Given what an act of the person came to
    bar.finish("添付しました")
    # When the program has gone through the files by itself, with and without news
    for news in ("索引は最新です", ""):
        bar.show_progress("索引", Progress(1, 2))
        bar.tell(news)
        # Then it stands there again
        assert bar.message == "添付しました"
    # When that was closed, news are told and go by themselves
    button(bar, "task_close").click()
    bar.tell("索引は最新です")
    assert bar.message == "索引は最新です"
    assert bar._passing.isActive()


def test_a_failure_is_said_over_what_an_act_came_to_and_lets_it_come_back(bar):
    bar.finish("添付しました")
    bar.tell("索引を作れません", urgent=True)
    assert bar.message == "索引を作れません"
    bar.tell("")
    assert bar.message == "添付しました"


def test_an_offer_comes_before_news(bar):
    bar.keep("ごみ箱に入れました", lambda: None)
    bar.tell("索引は最新です")
    assert bar.message == "ごみ箱に入れました"


def test_what_the_program_found_by_itself_waits_behind_what_an_act_came_to(bar):
    bar.finish("添付しました")
    bar.keep("1 件のファイルに直してほしいところがあります", lambda: None, waits=True)
    assert bar.message == "添付しました"
    button(bar, "task_close").click()
    assert bar.message == "1 件のファイルに直してほしいところがあります"
    assert button(bar, "task_look").isVisible()
