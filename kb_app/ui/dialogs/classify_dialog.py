"""Steps, areas, measures and barriers of one document, as the office sees them; the file keeps what it says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.annotation import CLASSIFIED_AXES
from kb_app.ui.dialogs.change_desk import ChangeDesk, Step, joined_acts
from kb_app.ui.dialogs.dialog_parts import add_key, fit
from kb_app.ui.models.classify_model import Way
from kb_app.ui.widgets.facet_panel import FacetList
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from kb_app.base.errors import KbError
    from kb_app.domain.annotation import Annotations
    from kb_app.domain.change import Change
    from kb_app.services.annotations import DocumentAnnotations
    from kb_app.ui.events import AppEvents
    from kb_app.ui.models.classify_model import ClassifyModel, Tick
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.theme import Theme


class ClassifyDialog(QDialog):
    """Every tick is saved at once and said in a line; Ctrl+Z takes the newest one back."""

    def __init__(
        self, model: ClassifyModel, theme: Theme, tasks: Tasks, events: AppEvents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("classify_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Classify"))
        model.setParent(self)
        self._model = model
        self._desk = ChangeDesk(tasks, events, self)
        self.list = FacetList(model, theme)
        self.list.setObjectName("classify_list")
        self.list.setAccessibleName(_("What the document is classified by"))
        self.said = SaidLine("classify_said")
        self._restore = named_button("classify_restore", _("As recorded"), spoken=_("Let what was recorded hold again"))
        self._undo = named_button("classify_undo", _("Undo"), spoken=_("Undo (Ctrl+Z)"))
        self._close = named_button("classify_close", _("Close"))
        self._arrange()
        self._connect(events)
        fit(self, 38, 46)
        self.list.setCurrentIndex(model.index(1))
        self.list.setFocus()
        self._show_state()

    @property
    def document_id(self) -> str:
        """The id of the document."""
        return self._model.document.case.id

    def reload(self) -> None:
        """Read anew what is stored."""
        self._desk.ask(lambda service: service.of(self.document_id), self._on_annotations)

    def undo(self) -> None:
        """Take the newest change back."""
        self._desk.undo()

    def restore(self) -> None:
        """Let the values of the file hold again, in every group."""
        if not self._model.is_as_filed:
            self._desk.do(
                Step(
                    partial(_restore_all, self.document_id),
                    _("Saved: everything is as it was recorded."),
                    _("Undone: what your office had changed holds again."),
                )
            )

    def _on_tick_wanted(self, tick: Tick) -> None:
        on, off = _("“{name}” is on."), _("“{name}” is off.")
        now, before = (on, off) if tick.holds else (off, on)
        self._desk.do(
            Step(
                partial(_save, self.document_id, tick),
                _("Saved: {what}").format(what=now.format(name=tick.name)),
                _("Undone: {what}").format(what=before.format(name=tick.name)),
            )
        )
        self._show_state()

    def _on_annotations(self, annotations: Annotations) -> None:
        if self._desk.is_busy:
            self._model.confirm(annotations)  # a later tick is on its way, and a reading will follow it
        else:
            self._model.show(annotations)
            self._show_state()

    def _on_failed(self, error: KbError) -> None:
        self._model.revert()
        self._show_state()
        self.said.warn(str(error))

    def _show_state(self) -> None:
        self._restore.setEnabled(not self._model.is_as_filed)
        self._undo.setEnabled(self._desk.can_undo)

    def _arrange(self) -> None:
        title = QLabel(self._model.document.case.title)
        title.setObjectName("classify_title")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        hint = QLabel(_("A tick is saved at once. What was recorded is kept, and can be had again at any time."))
        hint.setProperty("look", "aside")
        hint.setWordWrap(True)
        acts = QWidget()
        flow = FlowLayout(acts, gap=8)
        for button in (self._restore, self._undo):
            flow.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for widget in (title, hint):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(acts)
        layout.addLayout(foot)

    def _connect(self, events: AppEvents) -> None:
        self._model.tick_wanted.connect(self._on_tick_wanted)
        self._restore.clicked.connect(self.restore)
        self._undo.clicked.connect(self.undo)
        self._close.clicked.connect(self.reject)
        add_key(self, QKeySequence.StandardKey.Undo, self.undo)
        add_key(self, Qt.Key.Key_F5, self.reload)
        self._desk.done.connect(lambda step: self.said.say(step.said))
        self._desk.undone.connect(lambda step: self.said.say(step.undone))
        self._desk.nothing_changed.connect(self.reload)
        self._desk.failed.connect(self._on_failed)
        self._desk.state_changed.connect(self._show_state)
        events.annotations_changed.connect(self.reload)


def _save(document: str, tick: Tick, service: DocumentAnnotations) -> Change:
    acts = {Way.CLASSIFY: service.classify, Way.TAKE: service.take, Way.RESTORE: service.restore}
    return acts[tick.way]([document], tick.axis, [tick.value])


def _restore_all(document: str, service: DocumentAnnotations) -> Change:
    return joined_acts(service.undo, [partial(service.restore, [document], axis) for axis in CLASSIFIED_AXES])
