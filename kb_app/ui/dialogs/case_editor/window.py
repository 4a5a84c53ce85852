"""The window of the editor: form, preview, saving, and what happens when two people wrote at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout

from kb_app.base import i18n
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.own_case import ChangedElsewhereError
from kb_app.ui.dialogs.case_editor import asking
from kb_app.ui.dialogs.case_editor.bars import Foot, OriginalNotice
from kb_app.ui.dialogs.case_editor.form import CaseForm
from kb_app.ui.dialogs.case_editor.preview import Preview
from kb_app.ui.dialogs.case_editor.recovery import Recovery
from kb_app.ui.dialogs.dialog_parts import add_key, fit
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import Case
    from kb_app.domain.own_case import Original, OwnCase, UnfinishedCase
    from kb_app.domain.place_search import PlaceSearch
    from kb_app.domain.taxonomy import Axis
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.theme import Theme

_PLACE, _SPLIT = "case_editor.geometry", "case_editor.split"


@dataclass(frozen=True)
class EditorTools:
    """What every editor of a window works with."""

    app: App
    tasks: Tasks
    events: AppEvents
    theme: Theme
    places: PlaceSearch


class CaseEditor(QDialog):
    """Writes one case; nothing that was written is lost unless the person says so."""

    theirs_wanted = Signal(object)
    """The person wants to see what another program wrote: an `OwnCase`."""
    over = Signal()
    """It was closed."""
    save_over = Signal()
    """A saving has ended, well or not."""

    def __init__(
        self, tools: EditorTools, case: Case, own: OwnCase | None = None, left: UnfinishedCase | None = None
    ) -> None:
        """`own` is the file that the case was read from; without it the first saving makes one.

        `left` is what was being written when the program ended: it is shown, and not saved yet.
        """
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("case_editor")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tools = tools
        self._saved_at = ""
        self._is_saving = False
        self._original: Original | None = None
        taxonomy = tools.app.taxonomy
        self.form = CaseForm(tools.places, taxonomy, self._plan)
        self.preview = Preview(tools.tasks, taxonomy, self._plan, tools.theme)
        self._know(own)
        self._foot = Foot()
        self.said = self._foot.said
        self._notice = OriginalNotice()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._recovery = Recovery(tools.tasks, self, left.key if left is not None else "")
        self._arrange()
        self._connect()
        self._restore()
        self._sent = self._clean = case
        self.form.show_case(case)
        self._clean = self.form.case
        if left is not None:
            self.form.show_case(left.case)
            self.form.rebase(case)
            if own is None:
                self._clean = replace(case, title="", body="")  # nothing of it is in any file
        self.preview.show_now(self.form.case)
        self._show_state()

    @property
    def document_id(self) -> str:
        """The id of the case that is written, "" before it was first saved."""
        return self._own.case.id if self._own is not None else ""

    @property
    def original_id(self) -> str:
        """The id of the document that the case is a copy of, "" for none."""
        origin = self._clean.derived_from
        return origin.id if origin is not None else ""

    @property
    def is_dirty(self) -> bool:
        """Whether something was written that is not in the file."""
        return self.form.case != self._clean or bool(self.form.unread())

    @property
    def is_blank(self) -> bool:
        """Whether it is a new case in which nothing was written yet."""
        if self._own is not None or self._is_saving or self.original_id:
            return False
        self.form.keep_cells()
        return not self.is_dirty

    @property
    def is_busy(self) -> bool:
        """Whether it is being saved now."""
        return self._is_saving

    @property
    def saved_mark(self) -> str:
        """What the line says about saving."""
        return self._foot.mark

    def save(self) -> None:
        """Save, or say what has to be mended first."""
        if self._is_saving:
            return
        self.form.keep_cells()
        troubles = self.form.troubles()
        self.form.say_troubles(self.form.remarks() | troubles)
        if troubles:
            self.said.warn(_("Not saved yet: {why}").format(why=next(iter(troubles.values()))))
            self.form.go_to(next(iter(troubles)))
            return
        case, own = self.form.case, self._own
        self._start(
            case,
            lambda session: session.own_cases.create(case) if own is None else session.own_cases.save(own, case),
        )

    def try_close(self) -> bool:
        """Ask about what is not saved, and return whether the window may go."""
        self._wait()
        self.form.keep_cells()
        if not self.is_dirty:
            return True
        self.raise_()
        answer = asking.ask_unsaved(self._title, self)
        if answer is asking.Unsaved.SAVE:
            self.save()
            self._wait()
            return not self.is_dirty
        return answer is asking.Unsaved.DISCARD

    def tell_original(self, original: Original) -> None:
        """Say what this is a copy of, and whether that has changed since."""
        self._original = original
        self._show_state()

    def reread(self, own: OwnCase) -> None:
        """Show what is in the file now, where nothing else was written meanwhile."""
        if not self.is_dirty:
            self._know(own)
            self.form.show_case(own.case)
            self._clean = self.form.case
            self.preview.show_now(own.case)
            self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the title, without choosing what stands there: a key would replace it."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.form.begin)  # behind Qt's own choice of a place, which chooses all of a line

    def reject(self) -> None:
        """Esc asks as closing does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first; then remember size and place."""
        if not self.try_close():
            event.ignore()
            return
        self._recovery.drop()
        self._remember()
        self.over.emit()
        event.accept()  # a dialog's own way would reject it, and with that close it once more

    def _on_changed(self) -> None:
        self.preview.show_case(self.form.case)
        if self.is_dirty:
            self._note()
        self._show_state()

    def _note(self) -> None:
        self._recovery.note(self.form.case, self._own.stamp.digest if self._own is not None else "")

    def _on_saved(self, own: OwnCase) -> None:
        """Who went on writing meanwhile has still something to save."""
        wrote_on = self.form.case != self._sent
        self._know(own)
        self.form.rebase(own.case)
        self._clean = own.case if wrote_on else self.form.case
        self._saved_at = f"{datetime.now().astimezone():%H:%M}"
        self.said.say(_("Saved."))
        if wrote_on:
            self._note()
        else:
            self._recovery.drop()
        self._tools.events.file_changed.emit(own.case.id)

    def _know(self, own: OwnCase | None) -> None:
        """The file that the case is in, if any; what is attached lies beside it."""
        self._own = own
        self.preview.place = own.place if own is not None else None

    def _on_failed(self, error: KbError) -> None:
        self.said.warn(str(error))
        if isinstance(error, ChangedElsewhereError):
            dialog = asking.conflict_dialog(error, self._value_name, self._tools.theme, self)
            dialog.chosen.connect(lambda way: self._on_way(way, error))
            dialog.open()

    def _on_way(self, way: str, error: ChangedElsewhereError) -> None:
        if way == asking.KEEP_BOTH:
            case = error.ours
            self._start(case, lambda session: session.own_cases.keep_both(error.opened, case))
        elif way == asking.THEIRS and error.theirs is not None:
            self.theirs_wanted.emit(error.theirs)

    def _on_ended(self) -> None:
        self._is_saving = False
        self._show_state()
        self.save_over.emit()

    def _on_compare(self) -> None:
        if self._original is not None and self._original.now is not None:
            asking.copy_dialog(self._original.now, self.form.case, self._value_name, self._tools.theme, self).open()

    def _on_original(self) -> None:
        if self._original is not None and self._original.change is not None:
            dialog = asking.original_dialog(self._original.change, self._value_name, self._tools.theme, self)
            dialog.chosen.connect(self._on_original_way)
            dialog.open()

    def _on_original_way(self, way: str) -> None:
        own, original = self._own, self._original
        if way == asking.SEEN and own is not None and original is not None:
            self._original = replace(original, change=None)
            # Only that it was seen is written: what stands in the form is not in the file.
            self._start(self._clean, lambda session: session.own_cases.accept_original(own))

    def _on_link(self, address: str) -> None:
        from kb_app.ui.dialogs.link_dialog import LinkDialog

        LinkDialog(address, self).open()

    def _start(self, case: Case, work: Callable[[Session], OwnCase]) -> None:
        self._is_saving, self._sent = True, case
        self._show_state()
        self._tools.tasks.start(
            Lane.DATABASE,
            lambda session, _report: work(session),
            self._on_saved,
            Handlers(failed=self._on_failed, ended=self._on_ended),
        )

    def _wait(self) -> None:
        """Wait until what is being saved is in the file, or cannot be; keys and clicks wait too."""
        if self._is_saving:
            loop = QEventLoop(self)
            self.save_over.connect(loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _show_state(self) -> None:
        dirty = self.is_dirty
        self.setWindowTitle(f"{self._title}[*] — {_('DX Casebook')}")
        self.setWindowModified(dirty)
        self._notice.show_original(self._original, is_new=self._own is None)
        self._foot.show_state(saving=self._is_saving, dirty=dirty, saved_at=self._saved_at)

    @property
    def _title(self) -> str:
        return self.form.case.title.strip() or _("New case")

    def _value_name(self, axis: Axis, value: str) -> str:
        return self._tools.app.taxonomy.name(axis, value, self._plan(), i18n.language())

    def _plan(self) -> str:
        return self._tools.app.settings.plan_version

    def _arrange(self) -> None:
        self._split.setObjectName("case_editor_split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.form)
        self._split.addWidget(self.preview)
        self._split.setStretchFactor(0, 11)
        self._split.setStretchFactor(1, 9)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self._split, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.form.changed.connect(self._on_changed)
        self.preview.gauge.gap_chosen.connect(self.form.go_to)
        self.preview.view.link_clicked.connect(self._on_link)
        self.preview.files.said.connect(self.said.say)
        self._foot.save.clicked.connect(self.save)
        self._foot.close_button.clicked.connect(self.close)
        self._notice.compare.clicked.connect(self._on_compare)
        self._notice.look.clicked.connect(self._on_original)
        add_key(self, QKeySequence.StandardKey.Save, self.save)

    def _restore(self) -> None:
        fit(self, 66, 42)
        places = self._tools.app.settings.layout
        self.restoreGeometry(QByteArray.fromBase64(places.get(_PLACE, "").encode("ascii", "ignore")))
        if not self._split.restoreState(QByteArray.fromBase64(places.get(_SPLIT, "").encode("ascii", "ignore"))):
            self._split.setSizes([self.width() * 11 // 20, self.width() * 9 // 20])

    def _remember(self) -> None:
        state = {_PLACE: self.saveGeometry(), _SPLIT: self._split.saveState()}
        places = {name: bytes(value.toBase64().data()).decode("ascii") for name, value in state.items()}
        try:
            self._tools.app.save_settings(self._tools.app.settings.with_layout(places))
        except KbError as error:
            self._tools.events.message.emit(str(error))
