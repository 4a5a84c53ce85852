"""Names for notes and a second place for backups are chosen on the settings page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from kb_app.base.settings import Settings, load_settings
from kb_app.bootstrap import App, open_app
from kb_app.ui.events import AppEvents
from kb_app.ui.pages.settings_page import SettingsPage


@pytest.fixture
def own_app(app: App, japanese) -> App:
    return open_app(app.paths, Settings(backup_dir="/old/place"))


@pytest.fixture
def chosen():
    return []


@pytest.fixture
def page(own_app, theme, chosen, qtbot):
    made = SettingsPage(own_app, AppEvents(), choose=lambda _parent, folder: chosen.append(folder) or "/new/place")
    qtbot.addWidget(made)
    made.resize(900, 1400)
    made.show()
    return made


def line(page, name):
    return page.findChild(QLineEdit, f"setting_{name}")


def press(page, name, qtbot):
    qtbot.mouseClick(page.findChild(QPushButton, f"setting_{name}"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["author", "section"])
def test_a_name_is_kept_when_its_line_is_left(page, own_app, qtbot, name):
    # Given a name that is typed WHEN the line is left
    heard: list[object] = []
    page._events.settings_changed.connect(lambda: heard.append(1))
    line(page, name).setFocus()
    line(page, name).insert(" 戸籍 花子 ")
    assert getattr(own_app.settings, name) == ""
    qtbot.keyClick(line(page, name), Qt.Key.Key_Return)
    # Then it is kept without the spaces around it, and written once
    assert getattr(own_app.settings, name) == "戸籍 花子"
    assert getattr(load_settings(own_app.paths.settings_file), name) == "戸籍 花子"
    qtbot.keyClick(line(page, name), Qt.Key.Key_Return)
    assert heard == [1]


def test_a_second_place_is_chosen_and_taken_back(page, own_app, chosen, qtbot):
    assert line(page, "backup_dir").text() == "/old/place"
    press(page, "backup_dir_choose", qtbot)
    assert chosen == ["/old/place"]
    assert load_settings(own_app.paths.settings_file).backup_dir == "/new/place"
    press(page, "backup_dir_clear", qtbot)
    assert load_settings(own_app.paths.settings_file).backup_dir == ""
    assert line(page, "backup_dir").text() == ""
    assert not page.findChild(QPushButton, "setting_backup_dir_clear").isEnabled()


def test_choosing_nothing_keeps_the_place(own_app, theme, qtbot):
    page = SettingsPage(own_app, AppEvents(), choose=lambda _parent, _folder: "")
    qtbot.addWidget(page)
    press(page, "backup_dir_choose", qtbot)
    assert own_app.settings.backup_dir == "/old/place"


def test_every_line_has_a_name_and_a_note(page):
    for name in ("author", "section", "backup_dir"):
        assert line(page, name).accessibleName()
