from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextFormat

from kb_app.ui.widgets.case_text import CaseText
from kb_app.ui.widgets.marks import first_units, utf16_ranges


@pytest.fixture
def text(qtbot, theme):
    made = CaseText(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def marked(text):
    return [selection.cursor.selectedText() for selection in text.extraSelections()]


def ranges_of(text, word):
    plain = text.toPlainText()
    places, start = [], plain.find(word)
    while start >= 0:
        places.append((start, start + len(word)))
        start = plain.find(word, start + len(word))
    return places


def test_marks_stand_on_the_words_also_behind_characters_of_other_planes(text):
    # Given a text with characters that Qt counts twice, in paragraphs, a table and a list
    text.show_html(
        "", "<p>𠮷野町の😀窓口</p><table><tr><td>👪の窓口</td><td>窓口</td></tr></table><ul><li>𠮟る窓口</li></ul>"
    )
    # When the word is marked by places counted in characters
    text.set_marks(ranges_of(text, "窓口"))
    # Then exactly the word is marked, everywhere
    assert marked(text) == ["窓口"] * 4


def test_stepping_goes_round_in_both_directions(text):
    # Given three hits
    text.show_html("", "<p>税、税、税</p>")
    text.set_marks(ranges_of(text, "税"))
    # When stepping forward four times, and back twice
    places = []
    for by in (1, 1, 1, 1, -1, -1):
        text.step(by)
        places.append(text.current_mark)
    # Then the first follows the last, and the last the first
    assert places == [0, 1, 2, 0, 2, 1]


def test_stepping_back_begins_at_the_end(text):
    text.show_html("", "<p>税、税、税</p>")
    text.set_marks(ranges_of(text, "税"))
    text.step(-1)
    assert text.current_mark == 2


def test_the_hit_that_was_stepped_to_differs_not_by_colour_alone(text):
    text.show_html("", "<p>税、税</p>")
    text.set_marks(ranges_of(text, "税"))
    text.step(1)
    assert [selection.format.fontUnderline() for selection in text.extraSelections()] == [True, False]


def test_stepping_without_hits_does_nothing(text, qtbot):
    text.show_html("", "<p>税</p>")
    with qtbot.assertNotEmitted(text.shown_place_changed):
        text.step(1)


def test_another_text_begins_without_marks(text):
    text.show_html("", "<p>税</p>")
    text.set_marks(ranges_of(text, "税"))
    text.show_html("", "<p>税</p>")
    assert text.mark_count == 0
    assert text.extraSelections() == []


@pytest.mark.parametrize(
    "address", ["picture.png", "file:///etc/passwd", "http://example.com/a.png", "//server/share/a.png"]
)
def test_nothing_is_ever_fetched(text, address):
    # When Qt wants a picture or a style sheet
    picture = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address))
    sheet = text.loadResource(QTextDocument.ResourceType.StyleSheetResource.value, QUrl(address))
    # Then it gets an empty one, so that it has no reason to look further
    assert isinstance(picture, QImage)
    assert picture.size().width() == 1
    assert sheet == ""


def test_a_link_is_told_and_not_followed(text, qtbot):
    # Given a link
    text.show_html("", '<p><a href="https://example.com/a?b=%E3%81%82">x</a></p>')
    before = text.toPlainText()
    # When it is clicked
    with qtbot.waitSignal(text.link_clicked) as clicked:
        text.anchorClicked.emit(QUrl("https://example.com/a"))
    # Then its address is told, and the text is the same
    assert clicked.args == ["https://example.com/a"]
    assert text.toPlainText() == before


def test_a_footnote_mark_leads_to_the_footnote(text, qtbot):
    # Given a text with a footnote far below
    text.show_html("", '<p><a href="#fn1">1</a></p>' + "<p>…</p>" * 40 + '<p><a name="fn1">注</a></p>')
    # When its mark is clicked
    with qtbot.waitSignal(text.shown_place_changed) as shown:
        text.anchorClicked.emit(QUrl("#fn1"))
    # Then that place is to be shown
    assert shown.args[0].top() > 300


def test_the_text_is_as_high_as_it_needs_to_be(text, qtbot):
    # Given a long text
    text.show_html("", "<p>窓口</p>" * 60)
    high = text.height()
    # When there is more room across, or a shorter text
    text.show_html("", "<p>窓口</p>")
    # Then the height follows, and nothing scrolls inside
    assert text.height() < high
    assert text.verticalScrollBar().maximum() == 0


def test_keys_that_scroll_are_for_the_page(text, qtbot):
    with qtbot.waitSignal(text.scroll_key) as pressed:
        qtbot.keyClick(text, Qt.Key.Key_PageDown)
    assert pressed.args == [Qt.Key.Key_PageDown]


def test_places_are_counted_as_qt_counts_them():
    assert utf16_ranges("a😀b", [(1, 2), (2, 3)]) == [(1, 3), (3, 4)]
    assert utf16_ranges("abc", [(1, 2)]) == [(1, 2)]
    assert first_units("a😀b", 3) == "a😀"
    assert first_units("a😀b", 2) == "a"


def test_the_hit_that_was_stepped_to_is_kept_when_the_same_text_is_shown_anew(text):
    # Given the second of three hits
    text.show_html("", "<p>税、税、税</p>")
    text.set_marks(ranges_of(text, "税"))
    text.step(1)
    text.step(1)
    # When colours change (the text is shown anew) or the marks come once more
    text.show_html("p { color: red }", "<p>税、税、税</p>")
    text.set_marks(ranges_of(text, "税"))
    text.set_marks(ranges_of(text, "税"))
    # Then it is still the second, but not in another text or with other hits
    assert text.current_mark == 1
    text.set_marks([(0, 1)])
    assert text.current_mark == -1
    text.step(1)
    text.show_html("", "<p>税、別の文</p>")
    text.set_marks([(0, 1)])
    assert text.current_mark == -1


def test_a_marked_link_keeps_its_line(text):
    text.show_html("", '<p><a href="https://example.com/">税</a></p>')
    text.set_marks(ranges_of(text, "税"))
    selection = text.extraSelections()[0]
    assert not selection.format.hasProperty(QTextFormat.Property.FontUnderline)
    assert not selection.format.hasProperty(QTextFormat.Property.TextUnderlineStyle)


def test_lines_of_tables_and_lists_have_room_too(text):
    text.show_html("p { line-height: 170%; }", "<p>税</p><ul><li>税</li></ul><table><tr><td>税</td></tr></table>")
    heights: dict[str, list[float]] = {}
    block = text.document().begin()
    while block.isValid():
        heights.setdefault(block.text(), []).append(block.blockFormat().lineHeight())
        block = block.next()
    assert heights["税"] == [170, 155, 155]
