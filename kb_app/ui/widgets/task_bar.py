"""The line at the bottom: what is going on, how far it is, a way to stop it, and the last message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.progress import Progress

_PASSING_MS = 10_000


class TaskBar(QFrame):
    """Shows one long task and one message; with neither it is not there.

    A message that was told to `keep` comes back behind every other one until the person closes it. What an act of the
    person came to is said with `finish`; what nobody asked for is told with `tell`, and never hides that.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("task_bar")
        self._message = QLabel()
        self._message.setObjectName("task_message")
        self._message.setWordWrap(True)
        self._message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setObjectName("task_progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._cancel = named_button("task_cancel", _("Stop"))
        self._look = named_button("task_look", _("Look"))
        self._look.clicked.connect(self._on_look)
        self._kept: list[tuple[str, Callable[[], object], str]] = []
        self._said = ""
        self._close = named_button("task_close", _("Close the message"), look="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        for widget in (self._message, self._bar, self._cancel, self._look, self._close):
            layout.addWidget(widget)
        self._cancel.clicked.connect(self.cancelled)
        self._close.clicked.connect(self._on_closed)
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(_PASSING_MS)
        self._passing.timeout.connect(lambda: self.finish(""))
        self.finish("")

    @property
    def message(self) -> str:
        """The sentence that stands there."""
        return self._message.text()

    @property
    def has_offer(self) -> bool:
        """Whether a message is kept until the person closes it."""
        return bool(self._kept)

    @property
    def is_working(self) -> bool:
        """Whether a long task is shown."""
        return self._bar.isVisibleTo(self)

    def keep(self, message: str, look: Callable[[], object], words: str = "", *, waits: bool = False) -> None:
        """Show a message, with a way to look closer, until it is closed; others may come in between.

        `words` stand on the button of that way. One message that was kept before is there again behind it. One that
        `waits` comes behind what an act of the person came to.
        """
        before = [one for one in self._kept if one[0] != message]
        self._kept = [*before[-1:], (message, look, words or _("Look"))]
        if waits:
            self.tell("")
        else:
            self.finish("")

    def withdraw(self, message: str) -> None:
        """Forget this message, if it is one that was kept."""
        was_shown = any(one[0] == message == self.message for one in self._kept)
        self._kept = [one for one in self._kept if one[0] != message]
        if was_shown:
            self.finish("")

    def show_progress(self, label: str, progress: Progress) -> None:
        """Show how far the long task is."""
        known = progress.total > 0
        self._bar.setRange(0, progress.total if known else 0)
        self._bar.setValue(progress.done)
        self._passing.stop()
        counts = _("{done} of {total}").format(done=progress.done, total=progress.total) if known else ""
        self._message.setText(f"{label} {counts}".strip())
        self._bar.setAccessibleName(self._message.text())
        self._show(working=True)

    def finish(self, message: str, *, passing: bool = False) -> None:
        """Take the progress away and say how it ended; without a message the line goes, a `passing` one goes later."""
        self._said = "" if passing else message
        self._end(message, passing=passing)

    def tell(self, news: str, *, urgent: bool = False) -> None:
        """Take the progress of work that nobody asked for away, and say how that ended ("" for nothing to say).

        What was said before comes back instead, and so does what is kept; `urgent` news, as of a failure, goes before.
        """
        if urgent:
            self._end(news, passing=False)
        elif self._said:
            self._end(self._said, passing=False)
        else:
            self._end("" if self.has_offer else news, passing=True)

    def _end(self, message: str, *, passing: bool) -> None:
        kept = self._kept[-1] if self._kept and not message else None
        self._message.setText(kept[0] if kept else message)
        self._show(working=False)
        if kept:
            self._look.setText(kept[2])
            self._look.setAccessibleName(kept[2])
            self._look.show()
        self.setVisible(bool(self.message))
        if passing and message:
            self._passing.start()
        else:
            self._passing.stop()

    def _on_closed(self) -> None:
        self._kept = [one for one in self._kept if one[0] != self.message]
        self.finish("")

    def _on_look(self) -> None:
        if self._kept:
            self._kept[-1][1]()

    def _show(self, *, working: bool) -> None:
        self._look.hide()
        self._bar.setVisible(working)
        self._cancel.setVisible(working)
        self._close.setVisible(not working)
        self.setVisible(True)
