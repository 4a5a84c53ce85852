"""The person sees what going back to a backup would change before it can be done."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView, QTextEdit, QWidget

from kb_app.base.errors import KbError
from kb_app.base.progress import Progress
from kb_app.domain.backup import BackupKind
from kb_app.ui.dialogs.restore_dialog import RestoreDialog
from kb_app.ui.tasks import Lane, Tasks
from tests.precious_data import fill


def no_session():
    raise KbError("The database could not be opened.")


@pytest.fixture
def data(app, japanese):
    """Data with two backups, and a note that was written since."""
    fill(app.paths)
    app.backup().daily()
    app.backup().before(BackupKind.BEFORE_IMPORT)
    fill(app.paths, "後のメモ", notes=4)
    return app


@pytest.fixture
def tasks(qt):
    made = Tasks(no_session)  # backups are looked at also where the database does not open
    yield made
    made.close()


@pytest.fixture
def make(tasks, theme, qtbot):
    def dialog(list_backups, preview, chosen=""):
        made = RestoreDialog(tasks, list_backups, preview, choose_file=lambda _parent: str(chosen))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return dialog


@pytest.fixture
def listed(make, data, qtbot):
    """The dialog with its list, the newest backup looked at."""
    dialog = make(data.backup().list, data.backup().preview)
    qtbot.waitUntil(button(dialog).isEnabled)
    return dialog


def table(dialog):
    return dialog.findChild(QTableView, "restore_list")


def text(dialog):
    return dialog.findChild(QTextEdit, "restore_preview").toPlainText()


def button(dialog, name="restore_go"):
    return dialog.findChild(QPushButton, name)


def is_import_first(data) -> bool:
    return data.backup().list()[0].stamp.kind is BackupKind.BEFORE_IMPORT


def choose(dialog, row, qtbot):
    table(dialog).setCurrentIndex(table(dialog).model().index(row, 0))
    qtbot.waitUntil(button(dialog).isEnabled)


def test_the_backups_are_listed_with_time_kind_size_and_place(listed, data):
    model = table(listed).model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    newest = data.backup().list()[0]
    assert cells[0] == f"{newest.stamp.made:%Y-%m-%d %H:%M}"
    assert {model.index(row, 1).data() for row in range(2)} == {"毎日", "取り込みの前"}
    assert cells[2].endswith(" kB")
    assert cells[3] == "データの置き場所"
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)] == [
        "日時",
        "種類",
        "大きさ",
        "場所",
    ]


def test_nothing_can_be_done_before_a_backup_was_looked_at(make, data, qtbot):
    # Given a list, of which the newest backup is chosen, on a slow drive
    begun, go_on = threading.Event(), threading.Event()

    def slow(file, report):
        begun.set()
        go_on.wait(10)
        return data.backup().preview(file, report)

    dialog = make(data.backup().list, slow)
    qtbot.waitUntil(begun.is_set)
    assert table(dialog).currentIndex().row() == 0
    assert text(dialog) == "控えを確かめています"
    assert not button(dialog).isEnabled()
    # When it was looked at, then it can be done
    go_on.set()
    qtbot.waitUntil(button(dialog).isEnabled)


def test_the_preview_stands_there_before_the_button_can_be_pressed(listed, data, qtbot):
    # Given the list WHEN a backup is chosen with the keyboard
    wanted: list[Path] = []
    listed.restore_wanted.connect(wanted.append)
    choose(listed, 0, qtbot)
    # Then what would change is told, and that it can be undone
    assert "メモ：増えるもの 0 件、変わるもの 3 件、なくなるもの 1 件" in text(listed)
    assert wanted == []
    # When the button is pressed, then the dialog says which backup is wanted, and goes
    qtbot.mouseClick(button(listed), Qt.MouseButton.LeftButton)
    assert wanted == [data.backup().list()[0].path]
    assert not listed.isVisible()


def test_another_file_can_be_chosen(make, data, qtbot, tmp_path):
    data.backup().write(tmp_path / "別の控え.zip")
    dialog = make(data.backup().list, data.backup().preview, chosen=tmp_path / "別の控え.zip")
    qtbot.waitUntil(lambda: table(dialog).model().rowCount() == 2)
    choose(dialog, 1, qtbot)
    qtbot.mouseClick(button(dialog, "restore_other_file"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "別の控え.zip" in text(dialog))
    assert "内容は今と同じです" in text(dialog)
    assert not table(dialog).selectionModel().hasSelection()
    with qtbot.waitSignal(dialog.restore_wanted) as heard:
        qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert heard.args == [tmp_path / "別の控え.zip"]


def test_a_damaged_backup_is_said_and_cannot_be_restored(listed, data, qtbot):
    first = data.backup().list()[0].path
    choose(listed, 1, qtbot)
    first.write_bytes(first.read_bytes()[:-300])
    table(listed).setCurrentIndex(table(listed).model().index(0, 0))
    assert not button(listed).isEnabled()
    qtbot.waitUntil(lambda: "この控えは使えません" in text(listed))
    assert not button(listed).isEnabled()


def test_without_backups_it_says_so(make, app, japanese, qtbot):
    dialog = make(app.backup().list, app.backup().preview)
    qtbot.waitUntil(lambda: "控えはまだありません" in text(dialog))


def test_a_list_that_cannot_be_made_is_said(make, qtbot):
    def refuse():
        raise KbError("控えの一覧を作れませんでした。", "権限がありません")

    dialog = make(refuse, None)
    qtbot.waitUntil(lambda: "権限がありません" in text(dialog))


def test_a_slow_preview_gives_way_to_the_next_and_to_closing(make, data, tasks, qtbot):
    # Given a backup on a slow drive that is being looked at
    begun, go_on = threading.Event(), threading.Event()

    def slow(file, report):
        if file.name.endswith("daily.zip"):
            begun.set()
            go_on.wait(10)
            report(Progress(0, 1))
        return data.backup().preview(file, report)

    dialog = make(data.backup().list, slow)
    qtbot.waitUntil(button(dialog).isEnabled if is_import_first(data) else begun.is_set)
    rows = {table(dialog).model().index(row, 1).data(): row for row in range(2)}
    table(dialog).setCurrentIndex(table(dialog).model().index(rows["毎日"], 0))
    qtbot.waitUntil(begun.is_set)
    # When another one is chosen, then its preview comes and not that of the first
    table(dialog).setCurrentIndex(table(dialog).model().index(rows["取り込みの前"], 0))
    go_on.set()
    qtbot.waitUntil(button(dialog).isEnabled)
    assert "before-import" in text(dialog)
    # When the dialog is closed in the middle, then nothing is heard any more
    begun.clear()
    go_on.clear()
    table(dialog).setCurrentIndex(table(dialog).model().index(rows["毎日"], 0))
    qtbot.waitUntil(begun.is_set)
    dialog.reject()
    before = text(dialog)
    go_on.set()
    after: list[object] = []
    tasks.start(Lane.EXPORT, lambda _session, _report: True, after.append, needs_session=False)
    qtbot.waitUntil(lambda: after == [True])
    assert not button(dialog).isEnabled()
    assert text(dialog) == before


def test_everything_has_a_name(listed):
    for name in ("restore_list", "restore_preview", "restore_go", "restore_progress", "restore_other_file"):
        assert listed.findChild(QWidget, name).accessibleName()
    assert listed.windowTitle() == "控えの復元"
