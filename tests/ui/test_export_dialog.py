"""What is written out, in which form, and what stays; the folder that it goes to is a real one."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel, QListView, QPushButton, QRadioButton, QScrollArea, QWidget

from kb_app.base.errors import KbError
from kb_app.base.progress import Progress
from kb_app.domain.export import ExportCount, ExportFormat, ExportSummary
from kb_app.ui.dialogs.export_dialog import ExportDialog, suggested_place
from kb_app.ui.dialogs.export_forms import export_forms
from kb_app.ui.dialogs.export_scope import ExportScope
from kb_app.ui.tasks import Tasks
from kb_app.ui.widgets.tick_box import TickBox

CASE, OTHER = "kosai-line-chatbot", "sendai-digital"
SCOPES = (
    ExportScope("この文書：チャットボット", lambda _session: (CASE,)),
    ExportScope("すべて", lambda _session: (), is_everything=True),
)


class FakeExporting:
    """Stands for the service: notes what it was asked."""

    def __init__(self):
        self.requests = []
        self.wait = None

    def __call__(self, _session, request, report):
        self.requests.append(request)
        if self.wait is not None:
            self.wait(report)
        return ExportSummary(request.place, 3, 2, 4, ("添付が見つかりません",))


@pytest.fixture
def tasks(library_app, japanese):
    made = Tasks(library_app.session)
    yield made
    made.close()


@pytest.fixture
def service():
    return FakeExporting()


@pytest.fixture
def make(tasks, theme, qtbot):
    def opened(**words):
        made = ExportDialog(tasks, SCOPES, **words)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return opened


@pytest.fixture
def dialog(make, service):
    return make(export=service)


def part(dialog, name, kind=QWidget):
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def click(dialog, name, qtbot):
    qtbot.mouseClick(part(dialog, name, QPushButton), Qt.MouseButton.LeftButton)


def choose(dialog, form, qtbot):
    qtbot.mouseClick(part(dialog, f"export_form_{form}", QRadioButton), Qt.MouseButton.LeftButton)


def written(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.step is dialog.outcome)


def test_every_form_says_in_a_sentence_what_it_is_for(dialog):
    assert [form.id for form in export_forms()] == ["folder", "zip", "xlsx", "csv", "html", "gif-csv", "gif-json"]
    assert {form.format for form in export_forms()} == set(ExportFormat)
    for form in export_forms():
        button = part(dialog, f"export_form_{form.id}", QRadioButton)
        assert button.text() == form.name
        assert button.accessibleDescription() == form.purpose
        assert form.purpose.endswith("。")


def test_private_notes_stay_unless_they_are_ticked_and_leave_as_markdown_only(dialog, service, qtbot, tmp_path):
    private = part(dialog, "export_private", TickBox)
    assert not private.isChecked()
    dialog.write(tmp_path / "a")
    written(dialog, qtbot)
    assert not service.requests[0].with_private_notes
    assert "書き出さなかった個人メモ：4 件" in part(dialog, "export_result_lines", QLabel).text()
    # When they are ticked, then they leave, but not in a form that has no notes
    click(dialog, "export_again", qtbot)
    private.click()
    choose(dialog, "xlsx", qtbot)
    assert not private.isEnabled()
    assert "メモは入りません" in private.accessibleDescription()
    dialog.write(tmp_path / "a.xlsx")
    written(dialog, qtbot)
    assert not service.requests[1].with_private_notes
    click(dialog, "export_again", qtbot)
    choose(dialog, "zip", qtbot)
    dialog.write(tmp_path / "a.zip")
    written(dialog, qtbot)
    assert service.requests[2].with_private_notes


def test_it_works_with_the_keyboard_alone(dialog, service, qtbot, tmp_path, monkeypatch):
    # Given the first choice, where the keyboard is
    first = part(dialog, "export_scope_0", QRadioButton)
    assert first.hasFocus()
    # When the arrows choose everything as Excel, and Enter goes on
    qtbot.keyClick(first, Qt.Key.Key_Down)
    form = part(dialog, "export_form_folder", QRadioButton)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert form.hasFocus()
    for _step in range(2):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    asked = []

    def place(_parent, _title, suggested, kinds):
        asked.append((suggested, kinds))
        return str(tmp_path / "一覧"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", place)
    go = part(dialog, "export_go", QPushButton)
    go.setFocus()
    qtbot.keyClick(go, Qt.Key.Key_Space)
    written(dialog, qtbot)
    # Then the name has the date, and the file its ending
    today = datetime.now().astimezone()
    assert Path(asked[0][0]).name == f"DX事例帳_{today:%Y%m%d}.xlsx"
    assert asked[0][1] == "Excel（xlsx） (*.xlsx)"
    request = service.requests[0]
    assert (request.documents, request.format, request.place) == ((), ExportFormat.XLSX, tmp_path / "一覧.xlsx")


def test_a_folder_gets_a_new_folder_inside_the_one_that_is_chosen(dialog, service, qtbot, tmp_path, monkeypatch):
    today = datetime.now().astimezone()
    (tmp_path / f"DX事例帳_{today:%Y%m%d}").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: str(tmp_path))
    click(dialog, "export_go", qtbot)
    written(dialog, qtbot)
    assert service.requests[0].place == tmp_path / f"DX事例帳_{today:%Y%m%d} (2)"
    assert service.requests[0].documents == (CASE,)


def test_without_a_place_nothing_happens(dialog, service, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: "")
    click(dialog, "export_go", qtbot)
    assert dialog.step is dialog.choice
    assert service.requests == []


def test_the_data_model_has_a_name_of_its_own(japanese, tmp_path):
    form = next(form for form in export_forms() if form.id == "gif-json")
    place = suggested_place(tmp_path, form, datetime(2026, 11, 28).astimezone())
    assert place.name == "DX事例帳_事例データモデル_20261128.json"


def test_the_result_counts_names_remarks_and_opens_the_folder(dialog, qtbot, tmp_path, monkeypatch):
    dialog.write(tmp_path / "a.zip")
    written(dialog, qtbot)
    assert part(dialog, "export_result", QLabel).text() == "文書 3 件とメモ 2 件を書き出しました。"
    assert part(dialog, "export_remarks", QListView).model().stringList() == ["添付が見つかりません"]
    opened = []

    def refuse(url):
        opened.append(url.toLocalFile())
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", refuse)
    click(dialog, "export_open", qtbot)
    assert opened == [str(tmp_path)]
    assert "開けませんでした" in dialog.said.sentence


def test_it_can_be_stopped(dialog, service, qtbot, tmp_path):
    begun = threading.Event()

    def hold(report):
        begun.set()
        while True:
            report(Progress(1, 9, "例.md"))

    service.wait = hold
    dialog.write(tmp_path / "a")
    qtbot.waitUntil(begun.is_set)
    click(dialog, "export_stop", qtbot)
    qtbot.waitUntil(lambda: dialog.step is dialog.choice)
    assert dialog.said.sentence == "中止しました。何も書き出していません。"
    # and closing in the middle stops it too
    begun.clear()
    dialog.write(tmp_path / "a")
    qtbot.waitUntil(begun.is_set)
    dialog.reject()
    qtbot.waitUntil(lambda: dialog._task is None)


def test_trouble_is_said_beside_the_choices(dialog, service, qtbot, tmp_path):
    def refuse(_report):
        raise KbError("書き出せませんでした。", "ディスクがいっぱいです")

    service.wait = refuse
    dialog.write(tmp_path / "a")
    qtbot.waitUntil(lambda: dialog.said.is_warning)
    assert dialog.step is dialog.choice
    assert "ディスクがいっぱいです" in dialog.said.sentence


def test_a_choice_without_documents_is_not_taken_for_everything(tasks, theme, service, qtbot, tmp_path):
    made = ExportDialog(tasks, (ExportScope("選んだ文書", lambda _session: ()),), export=service)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.write(tmp_path / "a")
    qtbot.waitUntil(lambda: made.said.is_warning)
    assert service.requests == []


def test_a_document_is_really_written(make, qtbot, tmp_path):
    made = make()
    made.write(tmp_path / "a")
    written(made, qtbot)
    assert [file.suffix for file in (tmp_path / "a").rglob("*") if file.is_file()] == [".md"]


def test_each_choice_says_how_much_it_is(dialog, library, qtbot):
    # Given a dialog that has counted
    qtbot.waitUntil(lambda: "件" in dialog.choice.count_words, timeout=20_000)
    every = library.library.counted(())
    assert dialog.choice.count_words == "1 件を書き出します。"
    # When everything is chosen, then that is counted, and in the model of cases the cases
    qtbot.mouseClick(part(dialog, "export_scope_1", QRadioButton), Qt.MouseButton.LeftButton)
    assert dialog.choice.count_words == f"{every.documents} 件を書き出します。"
    choose(dialog, "gif-csv", qtbot)
    assert dialog.choice.count_words == (
        f"事例 {every.documents - every.references} 件を書き出します。"
        f" 参考資料 {every.references} 件は事例ではないため入りません。"
    )


def test_it_fits_a_small_screen_and_scrolls_where_letters_are_large(make, service, theme, qtbot):
    # Given letters of the usual size, then everything is seen without scrolling, in 640 pixels
    dialog = make(export=service)
    dialog.choice.show_counts([ExportCount(49, 17)] * len(SCOPES))
    bar = part(dialog, "export_scroll", QScrollArea).verticalScrollBar()
    assert dialog.height() <= 640
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    # When they are twice as large, then the choices are scrolled, and the button stays in sight
    theme.use("light", 200)
    large = make(export=service)
    large.resize(large.width(), 640)
    bar = part(large, "export_scroll", QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    button = part(large, "export_go", QPushButton)
    assert button.mapTo(large, button.rect().bottomLeft()).y() <= large.height()
    # and a line says where they are cut
    image = large.grab().toImage()
    area = part(large, "export_scroll", QScrollArea)
    edge = area.mapTo(large, area.rect().bottomLeft() + QPoint(40, 0))
    assert image.pixelColor(edge * image.devicePixelRatio()) == theme.colour("divider")
