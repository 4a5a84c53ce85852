"""The text of a case in Markdown, with buttons for its headings and for what people forget how to write."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from kb_app.base.i18n import _
from kb_app.domain.case_sections import SECTIONS
from kb_app.ui.dialogs.case_editor.bound import AS_IT_IS, Bound
from kb_app.ui.dialogs.case_editor.field import Field
from kb_app.ui.dialogs.case_editor.plain_text import PlainText
from kb_app.ui.dialogs.case_editor.section import Section
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from kb_app.domain.case import Case

_LINES = 18
_LINE_ENDS = re.compile("[\u2028\u2029]")


class BodySection(Section):
    """A button for a heading goes to it, and writes it first where it is missing."""

    def __init__(self) -> None:
        super().__init__("body", _("Text"))
        self.editor = PlainText("entry_body", _LINES)
        hint = _("Written in Markdown: ## begins a heading, - a list; an empty line begins a paragraph.")
        field = Field(self.editor, _("Text"), hint)
        self._bound = Bound(field, self.editor, AS_IT_IS)
        self._line_end = "\n"
        self.questions["body"] = field
        self.editor.edited.connect(self.changed)
        self.below(self._headings(), self._insertions(), field)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._line_end = "\r\n" if "\r\n" in case.body else "\n"
        self._bound.show(case.body)

    def applied_to(self, case: Case) -> Case:
        """Return the case with the text, its lines ended as they were."""
        body = self._bound.value
        return replace(case, body=body if "\r\n" in body else body.replace("\n", self._line_end))

    def go_to(self, name: str) -> QWidget | None:
        """Go to a heading (`body.効果`) as well."""
        part, _dot, heading = name.partition(".")
        if part == "body" and heading:
            self.go_to_heading(heading)
            return self.editor
        return super().go_to(name)

    def go_to_heading(self, heading: str) -> None:
        """Set the cursor below a heading, which is written where it is missing."""
        text = self.editor.text()
        found = re.search(rf"^#{{1,2}}[ \t]+{re.escape(heading)}[ \t]*#*[ \t]*$", text, re.MULTILINE)
        cursor = self.editor.textCursor()
        if found is None:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            before = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
            cursor.insertText(f"{before}## {heading}\n")
        else:
            cursor.setPosition(_utf16(text, found.end()))
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()
        self.editor.ensureCursorVisible()

    def _headings(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=6)
        for heading in SECTIONS:
            spoken = _("To the heading “{heading}”").format(heading=heading)
            button = named_button(f"entry_heading_{heading}", heading, look="chip", spoken=spoken)
            button.clicked.connect(lambda _checked=False, heading=heading: self.go_to_heading(heading))
            flow.addWidget(button)
        return row

    def _insertions(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=4)
        for name, words, before, after in (
            ("subheading", _("Subheading"), "### ", ""),
            ("list", _("List"), "- ", ""),
            ("numbers", _("Numbered list"), "1. ", ""),
            ("bold", _("Bold"), "**", "**"),
            ("link", _("Link"), "[", "](https://)"),
        ):
            button = named_button(
                f"entry_insert_{name}", words, look="quiet", spoken=_("Insert: {what}").format(what=words)
            )
            button.clicked.connect(lambda _checked=False, before=before, after=after: self._insert(before, after))
            flow.addWidget(button)
        words = _("Table")
        table = named_button("entry_insert_table", words, look="quiet", spoken=_("Insert: {what}").format(what=words))
        table.clicked.connect(self._insert_table)
        flow.addWidget(table)
        return row

    def _insert(self, before: str, after: str) -> None:
        """What is chosen stands between; what belongs to a line begins one."""
        cursor = self.editor.textCursor()
        chosen = cursor.selectedText().replace("\u2029", "\n")
        if not after:
            if not cursor.hasSelection() and not cursor.atBlockStart():
                before = "\n" + before
            chosen = chosen.replace("\n", "\n" + before) if not after else chosen
        cursor.insertText(before + chosen + after)
        cursor.movePosition(QTextCursor.MoveOperation.Left, n=len(after))
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()

    def _between(self, start: int, end: int) -> str:
        """What stands between two places, counted as Qt does."""
        cursor = self.editor.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return _LINE_ENDS.sub("\n", cursor.selectedText())

    def _insert_table(self) -> None:
        """A table with what is chosen in its first row, and empty lines around it, without which it is none."""
        cursor = self.editor.textCursor()
        before = self._between(0, cursor.selectionStart())
        after = self._between(cursor.selectionEnd(), self.editor.document().characterCount() - 1)
        chosen = " ".join(cursor.selectedText().split()).replace("|", "\\|")
        item, content = _("Item"), _("Content")
        table = f"| {item} | {content} |\n| --- | --- |\n| {chosen} |  |"
        above = _missing_ends(len(before) - len(before.rstrip("\n")), is_edge=not before.strip("\n"))
        below = _missing_ends(len(after) - len(after.lstrip("\n")), is_edge=not after.strip("\n"))
        start = cursor.selectionStart() + len(above) + len("| ")
        cursor.insertText(f"{above}{table}{below}")
        # The first cell is chosen, so that what is typed takes its place.
        cursor.setPosition(start)
        cursor.setPosition(start + len(item), QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()


def _missing_ends(ends: int, *, is_edge: bool) -> str:
    """The line ends that an empty line still needs; none at the beginning or end of the whole text."""
    return "" if is_edge else "\n" * max(0, 2 - ends)


def _utf16(text: str, place: int) -> int:
    """Qt counts characters beyond the first plane twice."""
    return len(text[:place].encode("utf-16-le")) // 2
