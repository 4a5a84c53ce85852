"""A pack of cases: verified as a whole, shown with its signer, and only taken in when the person says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kb_app.base.errors import CancelledError
from kb_app.base.i18n import _
from kb_app.domain.content_pack import Consent
from kb_app.domain.pack_wording import count_words, edition_words, fault_lines, signer_words
from kb_app.ui.dialogs.dialog_parts import fit, grow
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.tick_box import TickBox
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb_app.base.errors import KbError
    from kb_app.base.progress import Progress, Report
    from kb_app.domain.content_pack import PackOffer
    from kb_app.ui.tasks import Task, Tasks

_MOST_FAULTS = 3
"""How many files with something to be mended are named."""


def choose_pack(parent: QWidget) -> str:
    """Let the person choose a pack; "" where none was chosen."""
    chosen, _filter = QFileDialog.getOpenFileName(
        parent, _("Choose a pack of cases"), "", _("Packs of cases (*.dxpack)")
    )
    return chosen


@dataclass(frozen=True, slots=True)
class PackWays:
    """What the dialog asks of the service: to look at a pack, and to take it in."""

    look: Callable[[Path, Report], PackOffer]
    apply: Callable[[Path, Consent, Report], PackOffer]


class PackDialog(QDialog):
    """Shows one pack. An unknown signer and an older edition have to be agreed to, each by a tick of its own."""

    applied = Signal(object)
    """The pack was taken in: its `PackOffer`."""

    def __init__(self, tasks: Tasks, ways: PackWays, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Update of the bundled cases"))
        self._tasks = tasks
        self._ways = ways
        self._file = file
        self._task: Task | None = None
        self._turn = 0
        self._offer: PackOffer | None = None
        self._is_applying = False
        self._name = WordsLabel(file.name, "step_heading")
        self._facts = WordsLabel()
        self._facts.setObjectName("pack_facts")
        self._note = WordsLabel(
            _("Your notes, tags, marks and own cases stay as they are. What has changed is listed afterwards."),
            "setting_note",
        )
        self._note.setObjectName("pack_note")
        self.said = SaidLine("pack_said")
        self.accept_signer = _tick("pack_accept_signer", _("I compared the fingerprint with the publisher: take it in"))
        self.remember = _tick("pack_remember", _("Know this signer from now on"))
        self.older = _tick("pack_older", _("Take the older edition in"))
        self._bar = QProgressBar()
        self._bar.setObjectName("pack_progress")
        self._bar.setAccessibleName(_("Verifying the pack"))
        self._bar.setTextVisible(False)
        self.go = named_button("pack_go", _("Take it in"))
        self.close_button = named_button("pack_close", _("Close"))
        self._arrange()
        for box in (self.accept_signer, self.older):
            box.toggled.connect(self._show_ways)
        self.go.clicked.connect(self._on_go)
        self.close_button.clicked.connect(self.reject)
        self._look()

    @property
    def offer(self) -> PackOffer | None:
        """What was found in the pack; None until then, or where it cannot be taken in."""
        return self._offer

    def reject(self) -> None:
        """Close; what is being written is brought to its end first."""
        if not self._is_applying:
            super().reject()

    def done(self, result: int) -> None:
        """Stop looking at the pack, and hear no more of it, before the dialog goes."""
        if self._task is not None:
            self._task.superseded = True  # what is on its way to a dialog that is gone is dropped
            self._task.cancel()
        super().done(result)

    def _look(self) -> None:
        file = self._file
        self._show_ways()
        self._start(lambda report: self._ways.look(file, report), self._on_looked)

    def _on_looked(self, offer: PackOffer) -> None:
        self._offer = offer
        edition = _("Edition {edition} (now {present})").format(
            edition=edition_words(offer.edition), present=edition_words(offer.present)
        )
        cases = _("{count} documents: {changes}").format(count=f"{offer.files:,}", changes=count_words(offer.counts))
        fingerprint = _("Fingerprint: {fingerprint}").format(fingerprint=offer.signer.fingerprint)
        signer = signer_words(offer.signer)
        known = [signer] if offer.is_known else []
        faults = fault_lines(offer.faulty, _MOST_FAULTS)
        self._facts.say("\n".join((edition, cases, *known, fingerprint, *faults)))
        warnings = [] if offer.is_known else [signer]
        if offer.is_older:
            warnings.append(_("It is older than what is shown now."))
        if offer.faulty:
            warnings.append(_("Not every case of it can be shown as it was meant."))
        if warnings:
            self.said.warn(" ".join(warnings))
        elif offer.edition.numbers == offer.present.numbers and not any(
            (offer.counts.new, offer.counts.changed, offer.counts.removed)
        ):
            self.said.say(_("These are the cases that are shown already."))
        self._show_ways()
        grow(self)
        (self.go if self.go.isEnabled() else self.close_button).setFocus()

    def _on_go(self) -> None:
        file, offer = self._file, self._offer
        if offer is None:
            return
        consent = Consent(
            offer.signer.fingerprint if self.accept_signer.isChecked() else "",
            remember=self.accept_signer.isChecked() and self.remember.isChecked(),
            older=self.older.isChecked(),
            digest=offer.digest,
        )
        self._is_applying = True
        self._start(lambda report: self._ways.apply(file, consent, report), self._on_applied)
        self._show_ways()

    def _on_applied(self, offer: PackOffer) -> None:
        self._is_applying = False
        self.applied.emit(offer)
        self.accept()

    def _on_failed(self, error: KbError) -> None:
        self._is_applying = False
        if not isinstance(error, CancelledError):
            self.said.warn(str(error))
        self._show_ways()
        grow(self)
        self.close_button.setFocus()

    def _on_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, max(progress.total, 0))
        self._bar.setValue(progress.done)

    def _on_ended(self, turn: int) -> None:
        """A task that has ended while the next one began says nothing about that one."""
        if turn == self._turn:
            self._task = None
            self._bar.hide()

    def _start(self, work: Callable[[Report], PackOffer], done: Callable[[PackOffer], None]) -> None:
        self._bar.setRange(0, 0)
        self._bar.show()
        self._turn += 1
        turn = self._turn
        self._task = self._tasks.start(
            Lane.EXPORT,
            lambda _session, report: work(report),
            done,
            Handlers(self._on_failed, self._on_progress, lambda: self._on_ended(turn)),
            needs_session=False,
        )

    def _show_ways(self) -> None:
        """What can be done now; nothing is agreed to by itself."""
        offer = self._offer
        self._facts.setVisible(offer is not None)
        self._note.setVisible(offer is not None)  # of what is refused nothing is listed afterwards
        needs_signer = offer is not None and not offer.is_known
        is_older = offer is not None and offer.is_older
        for box, is_asked in (
            (self.accept_signer, needs_signer),
            (self.remember, needs_signer),
            (self.older, is_older),
        ):
            box.setVisible(is_asked)
            box.setDisabled(self._is_applying)
        self.remember.setEnabled(self.accept_signer.isChecked() and not self._is_applying)
        agreed = (not needs_signer or self.accept_signer.isChecked()) and (not is_older or self.older.isChecked())
        self.go.setEnabled(offer is not None and agreed and not self._is_applying)
        self.close_button.setDisabled(self._is_applying)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (self._name, self._facts, self.said, self.accept_signer, self.remember, self.older):
            column.addWidget(widget)
        column.addWidget(self._bar)
        column.addStretch(1)
        column.addWidget(self._note)
        column.addLayout(row)
        fit(self, 40, 24)


def _tick(name: str, words: str) -> TickBox:
    box = TickBox(words)
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.hide()
    return box
