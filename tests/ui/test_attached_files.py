"""Pictures and files beside an own case, in the reader and in the preview of the editor."""

from __future__ import annotations

import struct
import zlib

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QImageReader, QTextDocument

from kb_app.domain.annotation import Annotations
from kb_app.domain.case import Case, Medium
from kb_app.domain.library import Document, Shelf
from kb_app.domain.local_file import LARGEST_PICTURE_BYTES
from kb_app.services.case_library import CasePage, drafted_page
from kb_app.ui.attached_files import AttachedFiles
from kb_app.ui.tasks import Tasks
from kb_app.ui.widgets.case_html import case_html
from kb_app.ui.widgets.case_view import CaseView
from kb_app.ui.widgets.pictures import decoded, looks_of

CASE = """---
id: own-counter
title: 窓口の事例
---
## 取組
前

![待合の図](窓口.files/図.png)

後
"""


def picture(place, width=2000, height=1000, colour="red"):
    place.parent.mkdir(parents=True, exist_ok=True)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(place))


def png_head(width, height):
    """A PNG file of this size that has no picture in it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture
def place(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "窓口.md").write_text(CASE, encoding="utf-8")
    return shelf / "窓口.md"


def page_of(place, body):
    return drafted_page(Case(id="own-counter", title="窓口の事例", body=body), place)


def html_of(page):
    return case_html(page, looks_of(page))


def plain(html):
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


@pytest.fixture
def view(japanese, theme, library_app, qtbot):
    made = CaseView(library_app.taxonomy, lambda: "article", theme)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


@pytest.fixture
def served(view, qtbot, library_app):
    """The view with what brings it pictures, and what it would have opened."""
    tasks = Tasks(library_app.session)
    opened: list[QUrl] = []

    def open_address(url: QUrl) -> bool:
        opened.append(url)
        return True

    files = AttachedFiles(tasks, view, open_address=open_address)
    yield view, files, opened
    tasks.close()


def show(view, page):
    view.show_page(page, Annotations(page.document.case.id), looks_of(page))


def colour_at_picture(view):
    """The colour in the middle of the first picture that is shown."""
    grabbed = view.text.grab().toImage()
    for block in blocks(view.text.document()):
        if "\ufffc" in block.text():
            box = view.text.document().documentLayout().blockBoundingRect(block)
            return grabbed.pixelColor(40, round(box.center().y())).name()
    return ""


def blocks(document):
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def picture_width(view):
    for block in blocks(view.text.document()):
        pieces = block.begin()
        while not pieces.atEnd():
            style = pieces.fragment().charFormat()
            if style.isImageFormat():
                return style.toImageFormat().width()
            pieces += 1
    return 0


def test_a_picture_beside_the_case_is_shown_no_wider_than_the_page(served, place, qtbot):
    # Given a picture that is wider than the page
    view, _files, _opened = served
    picture(place.parent / "窓口.files" / "図.png")
    # When the case is shown
    show(view, page_of(place, "前\n\n![待合の図](窓口.files/図.png)\n\n後"))
    # Then it is seen as soon as it has been decoded, as wide as there is room, also when that changes
    qtbot.waitUntil(lambda: colour_at_picture(view) == "#ff0000")
    assert picture_width(view) == view.text.viewport().width()
    view.resize(420, 500)
    qtbot.waitUntil(lambda: picture_width(view) == view.text.viewport().width())
    view.resize(3000, 500)
    qtbot.waitUntil(lambda: picture_width(view) == 1600)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png_head(30_000, 30_000), "30,000×30,000画素と大きすぎるため表示しません"),
        (b"no picture", "ファイルが壊れているか画像でないため表示できません"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "ファイルが壊れているか画像でない"),
        (b"\x00" * (LARGEST_PICTURE_BYTES + 1), "20 MBを超えるため表示しません"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named_with_the_reason(japanese, place, data, why):
    (place.parent / "図.png").write_bytes(data)
    text = plain(html_of(page_of(place, "前\n\n![待合の図](図.png)\n\n後")))
    assert f"［画像：待合の図（{why}" in text
    assert "後" in text


def test_a_picture_whose_file_is_cut_off_is_named_once_that_is_seen(served, place, qtbot):
    # Given a file whose head is that of a picture
    view, _files, _opened = served
    picture(place.parent / "良.png", 40, 20)
    (place.parent / "図.png").write_bytes(png_head(300, 200))
    # When it is shown between others
    show(view, page_of(place, "![一](図.png)\n\n![二](良.png)"))
    # Then it is named in the end, and the other picture is there
    qtbot.waitUntil(lambda: "［画像：一（ファイルが壊れている" in view.plain_text)
    qtbot.waitUntil(lambda: colour_at_picture(view) == "#ff0000" or picture_width(view) == 40)


@pytest.mark.parametrize(
    "target",
    [
        "../図.png",
        "a/../../図.png",
        "%2e%2e/図.png",
        "..%5C図.png",
        "{outside}",
        "file://{outside}",
        "http://example.com/図.png",
        "//host/share/図.png",
        ".trash/図.png",
        "link.png",
        "nul%00.png",
    ],
)
def test_nothing_outside_the_folder_of_the_case_is_shown(japanese, place, target):
    # Given pictures outside, in a hidden folder, and behind a link
    outside = place.parent.parent / "図.png"
    picture(outside, 10, 10)
    picture(place.parent / ".trash" / "図.png", 10, 10)
    (place.parent / "a").mkdir()
    (place.parent / "link.png").symlink_to(outside)
    page = page_of(place, f"![外]({target.replace('{outside}', str(outside))})")
    # Then none of them is taken
    assert not page.beside
    assert "<img" not in html_of(page)


def test_a_case_of_too_many_large_pictures_names_the_last_ones(japanese, place):
    for number in range(20):
        picture(place.parent / f"{number}.png", 1600, 2400)
    looks = looks_of(page_of(place, "".join(f"![]({number}.png)\n\n" for number in range(20))))
    shown = [look for look in looks.values() if not look.why]
    assert sum(look.width * look.height for look in shown) <= 40_000_000
    assert 0 < len(shown) < 20
    assert next(reversed(looks.values())).why == "画像が多すぎるため表示しません"


def test_a_picture_is_decoded_no_larger_than_it_is_shown(japanese, place):
    picture(place.parent / "図.png", 4000, 3000)
    look = looks_of(page_of(place, "![](図.png)"))["図.png"]
    image = decoded(look)
    assert image is not None
    assert image.size().toTuple() == (look.width, look.height) == (1600, 1200)


def test_pictures_that_the_text_does_not_show_stand_below_it_and_files_are_listed(japanese, place):
    # Given a picture in the text, one that is only listed, and a form
    files = place.parent / "窓口.files"
    for name in ("図.png", "表.png"):
        picture(files / name, 10, 10)
    (files / "様式.xlsx").write_bytes(b"x" * 12_345)
    case = Case(
        id="own-counter",
        title="題",
        images=(Medium("受付の表", "窓口.files/表.png"), Medium("図", "窓口.files/図.png")),
        body="![待合の図](窓口.files/図.png)",
    )
    html = html_of(drafted_page(case, place))
    # Then each picture is seen once, and only the form is listed
    assert html.count("<img") == 2
    text = plain(html)
    assert "画像\n" in text
    assert "受付の表" in text
    assert text.count("様式.xlsx 12 KB") == 1
    assert "図.png" not in text


def test_an_attached_file_is_opened_from_the_list_and_from_a_link_in_the_text(served, place):
    view, _files, opened = served
    (place.parent / "窓口.files").mkdir()
    (place.parent / "窓口.files" / "様式 1.xlsx").write_bytes(b"x")
    page = page_of(place, "[様式](<窓口.files/様式 1.xlsx>) [別の事例](他.md)")
    show(view, page)
    html = html_of(page)
    assert html.count('href="attached:') == 2
    for number in range(2):
        view.text.anchorClicked.emit(QUrl(f"attached:{number}"))
    assert [url.toLocalFile() for url in opened] == [str(place.parent / "窓口.files" / "様式 1.xlsx")] * 2


def test_what_may_be_a_program_is_not_run(served, place, qtbot):
    view, files, opened = served
    (place.parent / "窓口.files").mkdir()
    (place.parent / "窓口.files" / "計算.exe").write_bytes(b"MZ")
    show(view, page_of(place, ""))
    with qtbot.waitSignal(files.said) as said:
        view.text.anchorClicked.emit(QUrl("attached:0"))
    assert [url.toLocalFile() for url in opened] == [str(place.parent / "窓口.files")]
    assert "プログラムかもしれない" in said.args[0]


def test_a_text_cannot_name_a_picture_or_file_by_number(japanese, place):
    picture(place.parent / "図.png", 10, 10)
    html = html_of(page_of(place, '![](図.png)\n\n<img src="picture:0"> <a href="attached:0">x</a>'))
    assert html.count("picture:0") == 1
    assert "attached:0" not in html


def test_the_reader_shows_pictures_of_an_own_case(office, make_window, qtbot, japanese):
    # Given an own case with a picture
    own = office.paths.own_cases_dir
    own.mkdir(parents=True, exist_ok=True)
    (own / "窓口.md").write_text(CASE, encoding="utf-8")
    picture(own / "窓口.files" / "図.png", 300, 200)
    window = make_window(office)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    reader = window.search_page.reader
    # When it is opened
    reader.open("own-counter", is_note=False, by_person=True)
    # Then its picture is there
    qtbot.waitUntil(lambda: window.search_page.case.view is not None)
    view = window.search_page.case.view
    qtbot.waitUntil(lambda: view.document_id == "own-counter" and colour_at_picture(view) == "#ff0000")


def test_pictures_stay_while_the_text_around_them_is_written(served, place, qtbot):
    view, _files, _opened = served
    picture(place.parent / "図.png", 300, 200)
    show(view, page_of(place, "![](図.png)"))
    qtbot.waitUntil(lambda: colour_at_picture(view) == "#ff0000")
    # When another letter is there, the picture is there at once
    show(view, page_of(place, "![](図.png)\n\nあ"))
    assert colour_at_picture(view) == "#ff0000"
    # And another case does not get it
    picture(place.parent / "青.png", 300, 200, "blue")
    show(view, page_of(place, "![](青.png)"))
    assert colour_at_picture(view) != "#ff0000"
    qtbot.waitUntil(lambda: colour_at_picture(view) == "#0000ff")


def test_formats_that_are_shown_can_be_read_here():
    have = {bytes(one.data()) for one in QImageReader.supportedImageFormats()}
    assert {b"png", b"jpeg", b"gif", b"webp", b"bmp"} <= have


def test_the_page_of_a_bundled_case_has_its_pictures_too(small_app):
    shelf = small_app.paths.library_dir
    file = sorted(shelf.glob("*.md"))[0]
    picture(shelf / "図.png", 10, 10)
    file.write_text(file.read_text(encoding="utf-8") + "\n![図](図.png)\n", encoding="utf-8")
    with small_app.session() as session:
        session.indexing.update()
        document = next(one for one in session.library.documents() if one.path == file.name)
        page = session.library.page(document.case.id)
    assert page.document.shelf is Shelf.BUNDLED
    assert list(page.beside) == ["図.png"]


def test_a_page_without_a_file_has_nothing_beside_it():
    page = CasePage(Document(Case(id="a", title="題"), Shelf.OWN, ""), '<img src="a.png">')
    assert not looks_of(page)
