"""How a found document is painted: a card with steps, title, place, passage, areas and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.ui.models.result_model import HIT_ROLE, ResultModel
from kb_app.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem

    from kb_app.domain.query import Hit
    from kb_app.ui.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_SURENESS = {"verified": "◎", "reported": "○", "unsourced": "△"}
_PADDING, _GAP, _BADGE_SIDE, _RADIUS = 14, 10, 8, 8
_MOST_OF_A_LINE = 0.7
_BADGE_FONT = 13


def sureness_mark(confidence: str, *, has_source: bool = False) -> str:
    """Return how sure a document is, as a shape and in words (see `confidence_label`)."""
    return f"{_SURENESS.get(confidence, '△')} {wording.confidence_label(confidence, has_source=has_source)}"


@dataclass(frozen=True, slots=True)
class _Badge:
    """A small label: its words, its width, and the roles of its ground and its letters ("" for no ground)."""

    text: str
    width: float
    ground: str
    letters: str


@dataclass(frozen=True, slots=True)
class _Card:
    """A document laid out for one width."""

    heads: tuple[_Badge, ...]
    title: TextLines
    place: TextLines
    snippet: TextLines
    feet: tuple[tuple[_Badge, ...], ...]
    height: int


class ResultCard(QStyledItemDelegate):
    """Paints the rows of a `ResultModel` as cards."""

    def __init__(self, theme: Theme, model: ResultModel, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._model = model
        self._view = view
        self._cards: dict[tuple[str, int], _Card] = {}
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}
        model.modelReset.connect(self.forget)
        theme.changed.connect(self.forget)

    def forget(self) -> None:
        """Lay every card out anew: theme, size or rows have changed."""
        self._cards.clear()
        self._fonts.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row."""
        width = self._view.viewport().width()
        hit = index.data(HIT_ROLE)
        if hit is None:
            return QSize(width, round(QFontMetricsF(option.font).height() + self._theme.px(18)))
        return QSize(width, self._card(hit, width).height + self._theme.px(_GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hit = index.data(HIT_ROLE)
        area = QRectF(option.rect)
        if hit is None:
            self._paint_divider(painter, area, index.data())
        else:
            card = self._card(hit, self._view.viewport().width())
            frame = area.adjusted(3, 3, -3, -self._theme.px(_GAP) + 3)
            self._paint_frame(painter, frame, option)
            self._paint_card(painter, frame, card)
        painter.restore()

    def _paint_frame(self, painter: QPainter, frame: QRectF, option: QStyleOptionViewItem) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        role = "key" if selected else "border" if hovered else "divider"
        painter.setPen(QPen(self._theme.colour(role), 2 if selected else 1))
        painter.setBrush(self._theme.colour("window"))
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), _RADIUS + 2, _RADIUS + 2)

    def _paint_card(self, painter: QPainter, frame: QRectF, card: _Card) -> None:
        left, top = frame.left() + self._theme.px(_PADDING), frame.top() + self._theme.px(_PADDING - 3)
        self._paint_badges(painter, card.heads, left, top, card.title.line_height)
        for lines, role in ((card.title, "heading"), (card.place, "secondary"), (card.snippet, "text")):
            painter.setPen(self._theme.colour(role))
            lines.paint(painter, left, top)
            top += lines.height + (self._theme.px(3) if lines.text else 0)
        for line in card.feet:
            self._paint_badges(painter, line, left, top + self._theme.px(4), self._badge_height())
            top += self._badge_height() + self._theme.px(4)

    def _paint_badges(
        self, painter: QPainter, badges: tuple[_Badge, ...], left: float, top: float, line: float
    ) -> None:
        height = self._badge_height()
        for badge in badges:
            box = QRectF(left, top + (line - height) / 2, badge.width, height)
            if badge.ground:
                painter.setPen(self._theme.colour("card_border") if badge.ground == "card" else Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour(badge.ground))
                painter.drawRoundedRect(box, 4, 4)
            painter.setFont(self._badge_font(bold=badge.ground == "step"))
            painter.setPen(self._theme.colour(badge.letters))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge.text)
            left += badge.width + self._theme.px(6)

    def _paint_divider(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setPen(self._theme.colour("secondary"))
        painter.setFont(self._badge_font())
        box = area.adjusted(4, 0, -4, -self._theme.px(4))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        start = box.left() + QFontMetricsF(painter.font()).horizontalAdvance(words) + self._theme.px(10)
        painter.setPen(QPen(self._theme.colour("divider"), 1))
        painter.drawLine(round(start), round(box.center().y()), round(box.right()), round(box.center().y()))

    def _card(self, hit: Hit, width: int) -> _Card:
        key = (hit.id, width)
        if key not in self._cards:
            self._cards[key] = self._laid_out(hit, width)
        return self._cards[key]

    def _laid_out(self, hit: Hit, width: int) -> _Card:
        inner = width - 6 - 2 * self._theme.px(_PADDING)
        heads, feet = self._heads(hit, inner), self._fitting(self._feet(hit), inner)
        indent = sum(badge.width + self._theme.px(6) for badge in heads) + self._theme.px(2)
        title = TextLines(hit.title, self._title_font(), inner, most=2, indent=indent if heads else 0, leading=1.25)
        title.mark(hit.title_marks, self._mark_style())
        place = TextLines(self._model.place(hit), self._font(14), inner, most=1, leading=1.25)
        snippet = TextLines(hit.snippet.text, self._font(14), inner, most=2, leading=1.4)
        snippet.mark(hit.snippet.marks, self._mark_style())
        texts = sum(lines.height + (self._theme.px(3) if lines.text else 0) for lines in (title, place, snippet))
        height = texts + len(feet) * (self._badge_height() + self._theme.px(4)) + self._theme.px(2 * (_PADDING - 3)) + 3
        return _Card(heads, title, place, snippet, feet, round(height))

    def _heads(self, hit: Hit, width: float) -> tuple[_Badge, ...]:
        if hit.kind == "reference":
            return (self._badge(_("National material"), "card", "text"),)
        if hit.kind == "note":
            return (self._badge(wording.kind_label("note"), "mark", "on_mark"),)
        metrics = self._metrics(_BADGE_FONT, bold=True)
        steps = metrics.elidedText(self._model.steps(hit), Qt.TextElideMode.ElideRight, width * _MOST_OF_A_LINE)
        return (self._badge(steps, "step", "on_step"),) if steps else ()

    def _feet(self, hit: Hit) -> list[_Badge]:
        marks = [self._badge(mark, "warning", "on_warning") for mark in self._model.marks(hit)]
        if hit.kind == "note":
            return marks
        own = [self._badge(wording.kind_label("own"), "card", "text")] if hit.path.startswith("own/") else []
        areas = [self._badge(area, "selected", "on_selected") for area in self._model.areas(hit)]
        sure = sureness_mark(hit.confidence, has_source=hit.has_sources)
        return [*marks, *own, *areas, self._badge(sure, "", "secondary")]

    def _fitting(self, badges: list[_Badge], width: float) -> tuple[tuple[_Badge, ...], ...]:
        """All in one line; else how sure it is has a line of its own, and areas that do not fit are counted."""
        if not badges or self._width_of(badges) <= width:
            return (tuple(badges),)
        *areas, sureness = badges
        shown: list[_Badge] = []
        for place, area in enumerate(areas):
            rest = [self._more(len(areas) - place - 1)] if place + 1 < len(areas) else []
            if self._width_of([*shown, area, *rest]) > width:
                shown.append(self._more(len(areas) - place))
                break
            shown.append(area)
        return (tuple(shown), (sureness,)) if shown else ((sureness,),)

    def _more(self, count: int) -> _Badge:
        return self._badge(f"+{count}", "selected", "on_selected")

    def _width_of(self, badges: list[_Badge]) -> float:
        return sum(badge.width + self._theme.px(6) for badge in badges)

    def _badge(self, text: str, ground: str, letters: str) -> _Badge:
        side = 2 * self._theme.px(_BADGE_SIDE) if ground else self._theme.px(4)
        bold = ground == "step"
        return _Badge(text, self._metrics(_BADGE_FONT, bold=bold).horizontalAdvance(text) + side, ground, letters)

    def _badge_height(self) -> float:
        return self._metrics(_BADGE_FONT).height() + self._theme.px(4)

    def _mark_style(self) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setBackground(self._theme.colour("mark"))
        style.setForeground(self._theme.colour("on_mark"))
        return style

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        return self._known(size, bold)[0]

    def _metrics(self, size: int, *, bold: bool = False) -> QFontMetricsF:
        return self._known(size, bold)[1]

    def _known(self, size: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if (size, bold) not in self._fonts:
            font = QFont(self._view.font())
            font.setPixelSize(self._theme.px(size))
            font.setBold(bold)
            self._fonts[size, bold] = font, QFontMetricsF(font)
        return self._fonts[size, bold]

    def _title_font(self) -> QFont:
        return self._font(16, bold=True)

    def _badge_font(self, *, bold: bool = False) -> QFont:
        return self._font(_BADGE_FONT, bold=bold)
