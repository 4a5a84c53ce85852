from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from kb_app.ui.dialogs.link_dialog import LinkDialog

ADDRESS = "https://example.com/a?b=1&c=2"


@pytest.fixture
def opened():
    return []


@pytest.fixture
def make(qtbot, japanese, opened):
    def dialog(address):
        made = LinkDialog(address, open_address=lambda url: opened.append(url.toString()))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return dialog


def test_the_address_is_shown_as_it_is_and_nothing_is_opened_by_itself(make, opened):
    dialog = make(ADDRESS)
    assert dialog.findChild(object, "link_address").text() == ADDRESS
    assert opened == []


def test_it_is_opened_only_when_the_person_says_so(make, opened, qtbot):
    dialog = make(ADDRESS)
    qtbot.mouseClick(dialog.findChild(QPushButton, "link_open"), Qt.MouseButton.LeftButton)
    assert opened == ["https://example.com/a?b=1&c=2"]
    assert not dialog.isVisible()


def test_enter_and_escape_close_it(make, opened, qtbot):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = make(ADDRESS)
        qtbot.keyClick(dialog, key)
        assert not dialog.isVisible()
    assert opened == []


def test_it_can_be_copied(make, qtbot):
    dialog = make(ADDRESS)
    qtbot.mouseClick(dialog.findChild(QPushButton, "link_copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == ADDRESS


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@example.com", "other.md", ""]
)
def test_only_web_pages_can_be_opened(make, address):
    assert make(address).findChild(QPushButton, "link_open") is None
