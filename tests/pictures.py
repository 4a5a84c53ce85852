"""Draws every page of the window, without a screen: `tests/pictures.py OUT_DIR`, or one page with `--one FILE`.

Japanese, light, at 100 % comes as pictures of full size; all of Japanese / English, light / dark / high contrast and
100 / 150 % as contact sheets, one for each language and size.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.domain.annotation import Status
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.ui import application
from kb_app.ui.application.bugs import send_qt_messages_to_log
from kb_app.ui.dialogs.case_editor.window import CaseEditor
from kb_app.ui.pages.notes_page.listing import Shown
from kb_app.ui.widgets.panes import Pane
from tests.packs import changed_cases, pack_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session
    from kb_app.ui.main_window import MainWindow

LANGUAGES, THEMES, SCALES = ("ja", "en"), ("light", "dark", "contrast"), (100, 150)
WIDE, NARROW = (1366, 768), (820, 700)
SHRUNK = 0.5
SAMPLE = "kosai-line-chatbot"
LONGEST_WAIT = 60.0


def first_start(window: MainWindow) -> None:
    """The home page as it opens."""
    wait(lambda: window.search_page.result is not None)


def search(window: MainWindow) -> None:
    """A search with a document open, the first hit stepped to."""
    ask(window, "押印廃止")
    wait(lambda: bool(window.search_page.case.mark_count))
    window.search_page.step(1)


def options(window: MainWindow) -> None:
    """A search with its details open and a filter ticked."""
    window.search_page.pane.summary.show_details(True)
    ask(window, "書かない窓口")
    window.search_page.set_filters({FilterAxis.KIND: frozenset({"case"})})
    wait(lambda: bool(window.search_page.result and window.search_page.result.query.filters))
    wait(lambda: bool(window.search_page.case.mark_count))


def no_hits(window: MainWindow) -> None:
    """Nothing found, with every way on."""
    window.search_page.set_filters({FilterAxis.STEP: frozenset({"mindset"}), FilterAxis.KIND: frozenset({"own"})})
    ask(window, "押印廃止 プラネタリウム")


def settings(window: MainWindow) -> None:
    """The settings."""
    window.show_page("settings")


def narrow_list(window: MainWindow) -> None:
    """One pane: the list."""
    resize(window, NARROW)
    ask(window, "チャットボット")


def narrow_document(window: MainWindow) -> None:
    """One pane: the document."""
    resize(window, NARROW)
    ask(window, "チャットボット")
    window.search_page.pane.list.choose_first()
    wait(lambda: bool(window.search_page.case.mark_count))
    window.search_page.panes.bring(Pane.CASE)


def notes_on_a_document(window: MainWindow) -> None:
    """A document with marks of the office and a note, as it is written."""
    ask(window, "チャットボット ごみ")
    wait(lambda: window.search_page.case.document_id == SAMPLE)


def several_chosen(window: MainWindow) -> None:
    """Several documents to be marked in one go."""
    found = window.search_page.pane.list
    for row in range(3):
        found.selectionModel().select(found.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)


def notes(window: MainWindow) -> None:
    """The page of notes, one of them as it looks."""
    window.show_page("notes")
    page = window._notes_page()
    wait(lambda: page.list.model().rowCount() == 2)
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    page.editor.show_preview(True)


def open_boxes(window: MainWindow) -> None:
    """The boxes nobody ticked yet."""
    window.show_page("notes")
    page = window._notes_page()
    page.show_list(Shown.OPEN)
    wait(lambda: page.list.model().rowCount() == 2)
    settle()


def tags(window: MainWindow) -> QWidget:
    """The staff's own tags."""
    window._dialogs.tags()
    return dialog("tag_manager")


def classify(window: MainWindow) -> QWidget:
    """Steps and areas of a document."""
    notes_on_a_document(window)
    view = window.search_page.case.view
    assert view is not None
    view.marks.classify_wanted.emit()
    return dialog("classify_dialog")


def importing(window: MainWindow) -> QWidget:
    """What would be imported from a folder."""
    folder = Path(tempfile.mkdtemp(prefix="kb-app-import-"))
    for number, place in enumerate(("豊中市", "横浜市", "仙台市")):
        text = f"# {place}の書かない窓口{number}\n\n{place}では、住民が申請書を書かずに済む窓口をはじめた。\n"
        (folder / f"{place}.md").write_text(text, encoding="utf-8")
    (folder / "写真.png").write_bytes(b"\x89PNG")
    window._transfers.ask_for_import([folder])
    drawn = dialog("import_dialog")
    wait(lambda: any(part.isVisible() for part in drawn.findChildren(QWidget, "import_table")))
    shutil.rmtree(folder)
    return drawn


def exporting(window: MainWindow) -> QWidget:
    """What can be written out, and in which form."""
    ask(window, "チャットボット ごみ")
    wait(lambda: window.search_page.case.document_id == SAMPLE)
    window._transfers.ask_for_export(window.search_page.export_scopes())
    return dialog("export_dialog")


def pack_of_cases(window: MainWindow) -> QWidget:
    """A pack of an unknown signer."""
    file = Path(tempfile.mkdtemp(prefix="kb-app-pack-")) / "dx-casebook-cases-2030.1.1.dxpack"
    file.write_bytes(pack_bytes(changed_cases(AppPaths.under(file.parent).bundled_dir)))
    window.bundled.open_pack(file)
    drawn = dialog("pack_dialog")
    wait(lambda: window.bundled._dialog is not None and window.bundled._dialog.offer is not None)
    shutil.rmtree(file.parent)
    return drawn


def new_case(window: MainWindow) -> QWidget:
    """The form for a new case, with a few answers."""
    window.cases.write_new()
    editor = case_editor(window)
    answer(editor, "entry_title", "書かない窓口を転入の手続から始める")
    answer(editor, "entry_municipality", "湖西市")
    wait(lambda: bool(editor.preview.view.page and editor.preview.view.page.document.case.title))
    return editor


def copy_of_a_case(window: MainWindow) -> QWidget:
    """The form for a copy of a bundled case, at its effects and sources."""
    window.cases.copy("kitami-kakanai-madoguchi")
    editor = case_editor(window)
    button = editor.findChild(QPushButton, "to_case_part_effects")
    assert button is not None
    button.click()
    return editor


def case_editor(window: MainWindow) -> CaseEditor:
    """Wait for the form, and give it the size of the window."""
    editor = dialog("case_editor")
    assert isinstance(editor, CaseEditor)
    resize(editor, WIDE, window.property("text_scale"))
    settle()
    settle()  # questions find their places beside each other only when their parts have theirs
    return editor


def answer(editor: CaseEditor, name: str, text: str) -> None:
    """Write into a line of the form."""
    line = editor.findChild(QLineEdit, name)
    assert line is not None
    line.setText(text)


def dialog(name: str) -> QWidget:
    """Wait for a dialog."""
    found: list[QWidget] = []

    def look() -> bool:
        found[:] = [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == name]
        return bool(found and found[0].isVisible())

    wait(look)
    return found[0]


def write_samples(session: Session) -> None:
    """Put on documents what an office would."""
    session.notes.add(
        SAMPLE, "うちの市でもごみの問い合わせが月400件。環境課と相談する。\n- [ ] 質問の一覧を3か月分もらう"
    )
    session.notes.add(
        "", "## 来年度の予算要求\n- [x] 他市の費用を調べる\n- [ ] 見積もりを頼む\n\n**9月末**までに財政課へ。"
    )
    session.annotations.add_tags([SAMPLE], ["視察候補"])
    session.annotations.set_star([SAMPLE], starred=True)
    session.annotations.set_status([SAMPLE], Status.CANDIDATE)
    session.annotations.classify([SAMPLE], Axis.MEASURE, ["digital_divide"])
    session.annotations.take([SAMPLE], Axis.BARRIER, ["needs_mismatch"])


PAGES: tuple[Callable[[MainWindow], QWidget | None], ...] = (
    first_start,
    search,
    options,
    no_hits,
    settings,
    narrow_list,
    narrow_document,
    notes_on_a_document,
    several_chosen,
    notes,
    open_boxes,
    tags,
    classify,
    importing,
    exporting,
    new_case,
    copy_of_a_case,
    pack_of_cases,
)


def main() -> int:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out_dir", nargs="?", type=Path, metavar="OUT_DIR")
    parser.add_argument("--one", type=Path, metavar="FILE", help="draw the search page only, into FILE")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    send_qt_messages_to_log()
    if not arguments.one and not arguments.out_dir:
        parser.error("OUT_DIR or --one FILE")
    with tempfile.TemporaryDirectory(prefix="kb-app-pictures-", ignore_cleanup_errors=True) as folder:
        paths = AppPaths.under(Path(folder))
        with open_app(paths, Settings()).session() as session:
            if not arguments.one:
                write_samples(session)
            session.indexing.update()
        if arguments.one:
            arguments.one.parent.mkdir(parents=True, exist_ok=True)
            return 0 if draw(paths, Settings(theme="light"), search).save(str(arguments.one)) else 1
        draw_all(paths, arguments.out_dir)
    return 0


def draw_all(paths: AppPaths, out_dir: Path) -> None:
    """Draw every page in every look."""
    out_dir.mkdir(parents=True, exist_ok=True)
    for language, scale in product(LANGUAGES, SCALES):
        columns = []
        for theme in THEMES:
            look = Settings(language=language, theme=theme, text_scale=scale)
            images = [draw(paths, look, page) for page in PAGES]
            columns.append(images)
            if (language, theme, scale) == ("ja", "light", 100):
                for page, image in zip(PAGES, images, strict=True):
                    image.save(str(out_dir / f"{page.__name__}.png"))
        name = out_dir / f"sheet-{language}-{scale}.png"
        contact_sheet([list(row) for row in zip(*columns, strict=True)]).save(str(name))
        print(name)


def draw(paths: AppPaths, look: Settings, page: Callable[[MainWindow], QWidget | None]) -> QImage:
    """Return one page in one look."""
    with opened(paths, look) as window:
        drawn = page(window) or window
        settle()
        image = drawn.grab().toImage()
        for editor in window.cases.editors:
            editor.form.show_case(editor._clean)  # else closing asks about it
        return image


@contextmanager
def opened(paths: AppPaths, look: Settings) -> Iterator[MainWindow]:
    """Open the real window, and close it again."""
    app = open_app(paths, look)
    qt = application.make_application()
    window = application.open_window(app, qt)
    resize(window, WIDE, look.text_scale)
    window.show()
    window.start_work()
    first_start(window)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def resize(window: QWidget, size: tuple[int, int], text_scale: int = 0) -> None:
    """Give the window a size at 100 %; larger letters get as much more room, as on a screen of that scale."""
    window.setProperty("text_scale", text_scale or window.property("text_scale"))
    scale = window.property("text_scale") / 100
    window.resize(round(size[0] * scale), round(size[1] * scale))


def ask(window: MainWindow, words: str) -> None:
    """Search, and wait for the answer."""
    page = window.search_page
    page.pane.box.search_for(words)
    wait(lambda: bool(page.result and page.result.query.text == words))
    settle()


def wait(condition: Callable[[], bool]) -> None:
    """Let the window work until the condition holds."""
    until = time.monotonic() + LONGEST_WAIT
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        QCoreApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Let everything that was begun come to its end."""
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.002)


def contact_sheet(rows: list[list[QImage]]) -> QImage:
    """Return all pictures in one, smaller; a row for each page."""
    small = [[shrunk(image) for image in row] for row in rows]
    widths = [max(row[column].width() for row in small) for column in range(len(small[0]))]
    heights = [max(image.height() for image in row) for row in small]
    sheet = QImage(sum(widths) + 8 * len(widths), sum(heights) + 8 * len(heights), QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    top = 4
    for row, height in zip(small, heights, strict=True):
        left = 4
        for image, width in zip(row, widths, strict=True):
            painter.drawImage(left, top, image)
            left += width + 8
        top += height + 8
    painter.end()
    return sheet


def shrunk(image: QImage) -> QImage:
    """Return the picture at the size of a contact sheet."""
    size = image.size() * SHRUNK
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


if __name__ == "__main__":
    sys.exit(main())
