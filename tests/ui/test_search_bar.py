from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from kb_app.ui.widgets.search_bar import SearchBar


@pytest.fixture
def bar(qtbot, theme):
    made = SearchBar()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def asked(bar):
    heard: list[object] = []
    bar.search_wanted.connect(heard.append)
    return heard


def compose(bar, text):
    QApplication.sendEvent(bar, QInputMethodEvent(text, []))


def commit(bar, text):
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(bar, event)


def test_text_that_is_being_composed_is_not_searched_for(bar, asked, qtbot):
    # Given an input method that holds uncommitted text
    compose(bar, "おういん")
    # When longer than the rest after typing goes by
    with qtbot.assertNotEmitted(bar.search_wanted, wait=400):
        pass
    # Then nothing was asked for and the text of the box is still empty
    assert asked == []
    assert bar.text() == ""
    assert bar.is_composing


def test_committed_text_is_searched_for_by_itself(bar, asked, qtbot):
    # Given a composition
    compose(bar, "おういん")
    # When it is committed
    with qtbot.waitSignal(bar.search_wanted):
        commit(bar, "押印")
    # Then the search is asked for once, with the committed text
    assert asked == ["押印"]


def test_a_commit_that_begins_the_next_composition_is_searched_for(bar, asked, qtbot):
    # Given a composition of which a part is committed while the rest goes on
    compose(bar, "でんしし")
    event = QInputMethodEvent("し", [])
    event.setCommitString("電子")
    with qtbot.waitSignal(bar.search_wanted):
        QApplication.sendEvent(bar, event)
        compose(bar, "しん")
    # Then what was committed is asked for, and the composition goes on
    assert asked == ["電子"]
    assert bar.is_composing


def test_the_enter_that_ends_a_composition_does_nothing_else(bar, asked, qtbot):
    # Given a composition
    compose(bar, "おういん")
    # When Enter arrives before the text is committed
    qtbot.keyClick(bar, Qt.Key.Key_Return)
    # Then it asks for nothing and leaves the composition alone
    assert asked == []
    assert bar.is_composing


def test_a_new_composition_holds_back_the_search_of_what_stands_there(bar, asked, qtbot):
    # Given typed text whose search has not begun yet
    qtbot.keyClicks(bar, "dx")
    # When a composition begins at once
    compose(bar, "まど")
    # Then the search waits until it has ended
    with qtbot.assertNotEmitted(bar.search_wanted, wait=400):
        pass
    with qtbot.waitSignal(bar.search_wanted):
        commit(bar, "窓口")
    assert asked == ["dx窓口"]


def test_a_composition_that_is_given_up_searches_for_what_is_left(bar, asked, qtbot):
    # Given typed text and a composition after it
    qtbot.keyClicks(bar, "dx")
    compose(bar, "まど")
    # When the composition is given up
    with qtbot.waitSignal(bar.search_wanted):
        compose(bar, "")
    # Then the typed text is searched for
    assert asked == ["dx"]


def test_enter_searches_at_once_and_only_once(bar, asked, qtbot):
    # Given typed text
    qtbot.keyClicks(bar, "rpa")
    # When Enter is pressed before the text has rested
    qtbot.keyClick(bar, Qt.Key.Key_Return)
    # Then the search is asked for at once, and not again afterwards
    assert asked == ["rpa"]
    with qtbot.assertNotEmitted(bar.search_wanted, wait=400):
        pass


def test_a_wide_space_stays_in_the_text(bar, asked, qtbot):
    # Given two words with U+3000 between them
    commit(bar, "窓口\u3000DX")
    # When Enter is pressed
    qtbot.keyClick(bar, Qt.Key.Key_Return)
    # Then the text is asked for as it is: the services read that space too
    assert asked == ["窓口\u3000DX"]


def test_down_goes_to_the_list_but_not_while_composing(bar, qtbot):
    # Given a composition, in which Down belongs to the list of candidates
    compose(bar, "まど")
    with qtbot.assertNotEmitted(bar.list_wanted):
        qtbot.keyClick(bar, Qt.Key.Key_Down)
    # When it is over
    commit(bar, "窓口")
    # Then Down leads to the results
    with qtbot.waitSignal(bar.list_wanted):
        qtbot.keyClick(bar, Qt.Key.Key_Down)


def test_there_is_no_completer(bar):
    # A completer would take the keys of an input method.
    assert bar.completer() is None
