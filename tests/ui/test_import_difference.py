"""What is here beside what a row of an import would make of it; the real service reads real files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kb_app.ui.dialogs.differences_dialog import DifferencesDialog
from kb_app.ui.dialogs.import_dialog import ImportDialog
from kb_app.ui.dialogs.import_dialog.desk import ImportDesk
from kb_app.ui.models.import_model import Column, ImportModel
from kb_app.ui.tasks import Tasks
from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = "kosai-line-chatbot"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tasks(library_app, japanese) -> Iterator[Tasks]:
    made = Tasks(library_app.session)
    yield made
    made.close()


@pytest.fixture
def dialog(library_app, tasks, theme, qtbot):
    return shown(library_app, tasks, theme, qtbot)


def shown(app, tasks, theme, qtbot):
    made = ImportDialog(ImportDesk(tasks), ImportModel(app.taxonomy, "article"), theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def own_tasks(office, japanese) -> Iterator[Tasks]:
    """Of an app whose files nobody else has."""
    made = Tasks(office.session)
    yield made
    made.close()


def read(dialog, place, qtbot):
    dialog.read([place])
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)


def go_to(dialog, title):
    model = dialog.preview.table.model()
    number = next(row for row in range(model.rowCount()) if title in model.index(row, Column.TITLE).data())
    dialog.preview.table.setCurrentIndex(model.index(number, Column.TITLE))


def test_a_conflict_shows_what_differs_from_what_is_here(dialog, library_app, tmp_path, qtbot):
    # Given a bundled case that somebody has changed, and a new case
    (bundled,) = library_app.paths.bundled_dir.rglob(f"{SAMPLE}.md")
    write(tmp_path / "変えた.md", bundled.read_text(encoding="utf-8") + "\n窓口で足した文。\n")
    write(tmp_path / "傘.md", GOOD)
    read(dialog, tmp_path, qtbot)
    # When the new one is chosen, then there is nothing to compare
    button = dialog.findChild(QPushButton, "import_differs")
    assert button.isVisible()
    go_to(dialog, "傘")
    assert not button.isEnabled()
    # When the changed one is chosen and compared
    go_to(dialog, "チャットボット")
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: dialog.findChild(DifferencesDialog) is not None)
    # Then what is here and what comes stand side by side, and the table is as it was when that is closed
    shown = dialog.findChild(DifferencesDialog)
    text = shown.text.toPlainText()
    assert "いまあるもの" in text
    assert "取り込むもの" in text
    assert "窓口で足した文。" in text
    assert "同じ" in text  # lines that are the same are folded
    qtbot.mouseClick(shown.findChild(QPushButton, "differences_close"), LEFT)
    assert dialog.step is dialog.preview


def test_of_new_cases_only_nothing_is_offered(dialog, tmp_path, qtbot):
    write(tmp_path / "傘.md", GOOD)
    read(dialog, tmp_path, qtbot)
    assert not dialog.findChild(QPushButton, "import_differs").isVisible()


def test_why_two_cases_of_one_import_cannot_be_compared_is_said(dialog, tmp_path, qtbot):
    # Given two new cases of one id
    for name, words in (("a.md", "一つ目。"), ("b.md", "二つ目。")):
        write(tmp_path / name, GOOD.replace("kosai-umbrella", "kosai-new") + words)
    read(dialog, tmp_path, qtbot)
    model = dialog.preview.table.model()
    dialog.preview.table.setCurrentIndex(model.index(1, Column.TITLE))
    # When they are compared, then the reason is said
    qtbot.mouseClick(dialog.findChild(QPushButton, "import_differs"), LEFT)
    qtbot.waitUntil(lambda: "取り込むファイルの中" in dialog.said.sentence)


def test_a_comparison_that_comes_while_the_import_is_written_is_not_shown(office, own_tasks, theme, tmp_path, qtbot):
    # Given a changed case, and a new one that can be imported
    dialog = shown(office, own_tasks, theme, qtbot)
    (bundled,) = office.paths.bundled_dir.rglob(f"{SAMPLE}.md")
    write(tmp_path / "変えた.md", bundled.read_text(encoding="utf-8") + "\n窓口で足した文。\n")
    write(tmp_path / "傘.md", GOOD)
    read(dialog, tmp_path, qtbot)
    go_to(dialog, "チャットボット")
    # When the person compares and imports before the answer is there
    qtbot.mouseClick(dialog.findChild(QPushButton, "import_differs"), LEFT)
    qtbot.mouseClick(dialog.findChild(QPushButton, "import_go"), LEFT)
    qtbot.waitUntil(lambda: dialog.step is dialog.outcome)
    # Then no window says that nothing is written yet
    assert dialog.findChild(DifferencesDialog) is None
