"""How a search is done: the line under the search box, and the details behind its small button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.query import MatchMode, Sort
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from kb_app.domain.query import SearchResult


class SearchSummary(QFrame):
    """One calm line: how many documents, the synonyms that were used, the order."""

    details_wanted = Signal(bool)
    sort_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QLabel()
        self._count.setObjectName("result_count")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._synonyms = QLabel()
        self._synonyms.setObjectName("synonym_line")
        self._synonyms.setWordWrap(True)
        self._details = named_button("search_details_button", _("Options"), look="quiet")
        self._details.setCheckable(True)
        self._sort = ChoiceBox()
        self._sort.setObjectName("sort_box")
        self._sort.setAccessibleName(_("Order of the documents"))
        for sort, words in _sorts():
            self._sort.addItem(words, sort)
        self.name_relevance(asked=False)
        counted = QHBoxLayout()
        counted.addWidget(self._count, 1)
        counted.addWidget(self._details)
        counted.addWidget(self._sort)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(counted)
        column.addWidget(self._synonyms)
        self._synonyms.hide()
        self._details.toggled.connect(self.details_wanted)
        self._sort.currentIndexChanged.connect(self.sort_changed)

    @property
    def sort(self) -> Sort:
        """The chosen order."""
        return Sort(self._sort.currentData())

    def set_sort(self, sort: Sort) -> None:
        """Choose an order without telling."""
        with QSignalBlocker(self._sort):
            self._sort.setCurrentIndex(self._sort.findData(sort))

    def name_relevance(self, *, asked: bool) -> None:
        """Call the first order after the words that were asked for, or after nothing where there are none."""
        words = _("Relevance") if asked else _("Default order")
        self._sort.setItemText(self._sort.findData(Sort.RELEVANCE), words)

    def focus_details(self) -> None:
        """Take the keyboard to the button of the details."""
        self._details.setFocus()

    def show_details(self, shown: bool) -> None:
        """Open or close the details."""
        self._details.setChecked(shown)

    def say(self, text: str) -> None:
        """Say something instead of a count."""
        self._count.setText(text)
        self._synonyms.hide()

    def show_result(self, result: SearchResult) -> None:
        """Say how many documents there are and which synonyms were used."""
        if result.query.text.strip():
            text = _("{count} found ({seconds} s)")
        else:
            is_all = not result.query.filters and not result.query.documents
            text = _("all {count} documents") if is_all else _("{count} documents")
        seconds = f"{max(result.elapsed_ms, 1) / 1000:.3f}"
        self._count.setText(text.format(count=f"{result.total:,}", seconds=seconds))
        used = list(dict.fromkeys(word for words in result.synonyms.values() for word in words))
        self._synonyms.setText(_("Synonyms: {words}").format(words=_(", ").join(used)))
        self._synonyms.setVisible(bool(used) and result.total > 0)


class SearchOptions(QFrame):
    """The details: how many words must be there, whether synonyms count, and which of them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_options")
        self._offered: tuple[str, ...] = ()
        self._unticked: set[str] = set()
        self._mode = ChoiceBox()
        self._mode.setObjectName("mode_box")
        for mode, words in _modes():
            self._mode.addItem(words, mode)
        label = QLabel(_("Words"))
        label.setBuddy(self._mode)
        self._mode.setAccessibleName(_("How many of the words must be there"))
        self._use = TickBox(_("Use synonyms"))
        self._use.setObjectName("use_synonyms")
        self._use.setAccessibleName(_("Use synonyms"))
        self._use.setChecked(True)
        self._words = QWidget()
        self._flow = FlowLayout(self._words, gap=10)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._mode)
        row.addSpacing(12)
        row.addWidget(self._use)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._words)
        self._words.hide()
        for told in (self._mode.currentIndexChanged, self._use.toggled):
            told.connect(self._enable)
            told.connect(self.changed)

    @property
    def mode(self) -> MatchMode:
        """How many of the words must be there."""
        return MatchMode(self._mode.currentData())

    @property
    def synonyms(self) -> bool:
        """Whether synonyms count; they never do where the words are wanted exactly as typed."""
        return self._use.isChecked() and self._use.isEnabled()

    @property
    def unticked(self) -> frozenset[str]:
        """The synonyms, folded, that the person does not want."""
        return frozenset(self._unticked)

    def set_mode(self, mode: MatchMode) -> None:
        """Choose how many of the words must be there, and tell."""
        self._mode.setCurrentIndex(self._mode.findData(mode))

    def show_result(self, result: SearchResult) -> None:
        """Offer the synonyms of the words that were asked for."""
        offered = tuple(dict.fromkeys(word for words in result.offered.values() for word in words))
        if offered == self._offered:
            return
        self._offered = offered
        self._flow.clear()
        for number, word in enumerate(offered):
            box = TickBox(word)
            box.setObjectName(f"synonym_{number}")
            box.setAccessibleName(_("Synonym {word}").format(word=word))
            box.setChecked(_folded(word) not in self._unticked)
            box.toggled.connect(lambda ticked, word=word: self._on_word_toggled(word, ticked))
            self._flow.addWidget(box)
        self._words.setVisible(bool(offered))
        self._words.updateGeometry()

    def _enable(self) -> None:
        self._use.setEnabled(self.mode is not MatchMode.EXACT)
        self._words.setEnabled(self.synonyms)

    def _on_word_toggled(self, word: str, ticked: bool) -> None:
        (self._unticked.discard if ticked else self._unticked.add)(_folded(word))
        self.changed.emit()


def _folded(word: str) -> str:
    # Here, not above: folding loads the library `regex`, and the window comes first.
    from kb_app.domain.folding import fold

    return fold(word)


def _sorts() -> tuple[tuple[Sort, str], ...]:
    return (
        (Sort.RELEVANCE, _("Relevance")),
        (Sort.DATE, _("Newest")),
        (Sort.MUNICIPALITY, _("By municipality")),
        (Sort.POPULATION, _("By population")),
    )


def _modes() -> tuple[tuple[MatchMode, str], ...]:
    return (
        (MatchMode.BEST, _("All words first")),
        (MatchMode.ALL, _("All words")),
        (MatchMode.ANY, _("Any of the words")),
        (MatchMode.EXACT, _("Exactly as typed")),
    )
