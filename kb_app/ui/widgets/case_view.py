"""The pane of one document: header, effects, warnings, text, and stepping through the hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.annotation import Annotations
from kb_app.ui.widgets.case_header import CaseHeader
from kb_app.ui.widgets.case_html import PICTURE, case_html, openable, style_sheet
from kb_app.ui.widgets.case_text import CaseText
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.pictures import damaged

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.services.case_library import CasePage
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.changed_line import ChangedLine
    from kb_app.ui.widgets.document_marks import DocumentMarks
    from kb_app.ui.widgets.family_line import FamilyLine
    from kb_app.ui.widgets.marks import Ranges
    from kb_app.ui.widgets.pictures import Looks


class CaseView(QFrame):
    """Shows a `CasePage`."""

    link_clicked = Signal(str)
    back_wanted = Signal()
    marks_wanted = Signal()
    report_wanted = Signal()
    """The person found an error in what is shown."""
    pictures_wanted = Signal()
    """There are `looks` whose pictures are not decoded yet."""
    file_wanted = Signal(object)
    """The person wants to open a `LocalFile` beside the case."""

    def __init__(
        self, taxonomy: Taxonomy, plan: Callable[[], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_view")
        self.theme = theme
        self._page: CasePage | None = None
        self._added = Annotations("")
        self.looks: Looks = {}
        self._header = CaseHeader(taxonomy, plan, theme)
        self.text = CaseText(theme)
        self._content = QWidget()
        self._scroll = self._make_scroll()
        self._bar = self._make_bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._scroll, 1)
        self.text.link_clicked.connect(self.link_clicked)
        self.text.shown_place_changed.connect(self._on_place_changed)
        self.text.dragged_to.connect(self._on_dragged)
        self.text.report_wanted.connect(self.report_wanted)
        self._header.report_wanted.connect(self.report_wanted)
        self.marks.acts.report_wanted.connect(self.report_wanted)
        self.text.file_wanted.connect(self._on_file_wanted)
        self.text.scroll_key.connect(self._on_scroll_key)
        theme.changed.connect(self.refresh)
        self._show_count()

    @property
    def marks(self) -> DocumentMarks:
        """What the office makes of the document."""
        return self._header.marks

    @property
    def family(self) -> FamilyLine:
        """What it is a copy of, and its copies."""
        return self._header.family

    @property
    def changed(self) -> ChangedLine:
        """Whether an update changed it."""
        return self._header.changed

    @property
    def page(self) -> CasePage | None:
        """What is shown."""
        return self._page

    @property
    def annotations(self) -> Annotations:
        """What was added to it."""
        return self._added

    @property
    def document_id(self) -> str:
        """The id of the document that is shown, or ""."""
        return self._page.document.case.id if self._page is not None else ""

    @property
    def passage(self) -> str:
        """What the person selected in the text, "" for nothing."""
        return self.text.selected_text

    @property
    def plain_text(self) -> str:
        """The text that marks count in."""
        return self.text.toPlainText()

    @property
    def mark_count(self) -> int:
        """How many hits are marked."""
        return self.text.mark_count

    @property
    def count_text(self) -> str:
        """Which hit of how many was stepped to."""
        return self._count.text()

    def show_page(self, page: CasePage, added: Annotations, looks: Looks | None = None) -> None:
        """Show a document from its beginning, with what was added to it; the same one stays where it is.

        `looks` are its pictures, which come when `pictures_wanted` is heard.
        """
        is_new_text = page != self._page
        same = self.document_id == page.document.case.id
        if not same:
            self.marks.tags.begin_anew()
        self._page, self._added = page, added
        self._show_header(page)
        if is_new_text:
            self.looks = looks or {}
            self._show_text(page, keep_place=same)

    def put_picture(self, name: str, image: QImage | None) -> None:
        """Show a picture of `looks`, or say that it is damaged."""
        if image is not None:
            self.text.put_picture(f"{PICTURE}{list(self.looks).index(name)}", image)
        else:
            self.looks = damaged(self.looks, [name])
            self.refresh()

    def set_marks(self, ranges: Ranges) -> None:
        """Mark the hits in the text."""
        self.text.set_marks(ranges)
        self._show_count()

    def step(self, by: int) -> None:
        """Go to the next or previous hit."""
        self.text.step(by)
        self._show_count()

    def set_narrow(self, narrow: bool) -> None:
        """Offer the way back to the list where there is room for one pane only."""
        self._back.setVisible(narrow)
        self._show_count()

    def focus_text(self) -> None:
        """Take the keyboard to the text."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show the same document anew: colours, sizes or names have changed."""
        if self._page is not None:
            self._show_header(self._page)
            self._show_text(self._page, keep_place=True)
            self.marks_wanted.emit()

    def _on_place_changed(self, rect: QRect) -> None:
        place = self.text.viewport().mapTo(self._content, rect.center())
        self._scroll.ensureVisible(place.x(), place.y(), 20, max(60, self._scroll.viewport().height() // 3))

    def _on_dragged(self, rect: QRect) -> None:
        place = self.text.viewport().mapTo(self._content, rect.center())
        self._scroll.ensureVisible(place.x(), place.y(), 0, rect.height())

    def _on_scroll_key(self, key: Qt.Key) -> None:
        bar = self._scroll.verticalScrollBar()
        by = {
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }.get(key, bar.pageStep())
        bar.setValue(bar.value() + by)

    def _show_header(self, page: CasePage) -> None:
        self._header.show_case(page.document, self._added)
        self._header.family.show_family(page.family, is_original_changed=page.is_original_changed)
        self._header.changed.show_page(page)
        self.marks.acts.show_for(page.document.shelf, page.family)
        self.text.offers_report = self._header.offers_report = self.marks.acts.offers_report

    def _show_text(self, page: CasePage, *, keep_place: bool) -> None:
        place = self._scroll.verticalScrollBar().value() if keep_place else 0
        self.text.show_html(style_sheet(self.theme), case_html(page, self.looks))
        self._scroll.verticalScrollBar().setValue(place)
        self._show_count()
        if any(not look.why for look in self.looks.values()):
            self.pictures_wanted.emit()

    def _on_file_wanted(self, number: int) -> None:
        if self._page is not None:
            self.file_wanted.emit(openable(self._page)[number])

    def _show_count(self) -> None:
        count = self.text.mark_count
        now = self.text.current_mark
        self._count.setText(
            f"{now + 1} / {count}" if now >= 0 else _("{count} matches in the text").format(count=count)
        )
        for widget in (self._count, self._previous, self._next):
            widget.setVisible(count > 0)
        self._bar.setVisible(count > 0 or self._back.isVisibleTo(self._bar))

    def _make_scroll(self) -> QScrollArea:
        self._content.setObjectName("case_content")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        column.addWidget(self._header)
        column.addWidget(self.text)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("case_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.verticalScrollBar().setSingleStep(40)
        scroll.setWidget(self._content)
        return scroll

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("case_bar")
        self._back = named_button("case_back", _("← Back to the list"), look="quiet")
        self._count = QLabel()
        self._count.setObjectName("mark_count")
        self._previous = named_button("previous_mark", "▲", look="quiet", spoken=_("Previous match in the text"))
        self._next = named_button("next_mark", "▼", look="quiet", spoken=_("Next match in the text"))
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        self._back.hide()
        self._back.clicked.connect(self.back_wanted)
        self._previous.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        return bar
