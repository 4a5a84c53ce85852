"""What a person does with own cases in one window: writes, copies, deletes, takes back, attaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from kb_app.base import i18n
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.regular_file import read_regular
from kb_app.domain.library import NoSuchDocumentError
from kb_app.domain.place_search import PlaceSearch
from kb_app.ui.models.annotation_desk import LongStep
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.case_acts import CaseAct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import Case
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.own_case import DeletedCase, Original, OwnCase, UnfinishedCase
    from kb_app.domain.taxonomy import Axis
    from kb_app.ui.dialogs.case_editor.window import CaseEditor
    from kb_app.ui.dialogs.wastebasket_dialog import WastebasketDialog
    from kb_app.ui.models.desks import Desks
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.task_bar import TaskBar


def choose_attachment(parent: QWidget) -> str:
    """Let the person choose a file; "" where none was chosen."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("Choose a file to attach"))
    return chosen


@dataclass(frozen=True, slots=True)
class Opening:
    """What an editor begins with."""

    case: Case
    own: OwnCase | None = None
    original: Original | None = None
    left: UnfinishedCase | None = None


class CaseDesk(QObject):
    """Opens an editor for each case, and keeps the window open until all of them are."""

    def __init__(self, app: App, desks: Desks, theme: Theme, bar: TaskBar, window: QWidget) -> None:
        super().__init__(window)
        self._app = app
        self._desks = desks
        self._theme = theme
        self._bar = bar
        self._window = window
        self._editors: list[CaseEditor] = []
        self._copied: dict[str, str] = {}
        self._deletions: dict[str, LongStep] = {}
        self._basket: WastebasketDialog | None = None
        self.choose_file: Callable[[QWidget], str] = choose_attachment
        self._places: PlaceSearch | None = None

    @property
    def editors(self) -> tuple[CaseEditor, ...]:
        """The editors that are open."""
        return tuple(self._editors)

    def close_all(self) -> bool:
        """Close every editor, and return whether all of them are; one that the person goes back to stays."""
        return all(editor.close() for editor in self.editors)

    def act(self, act: str, document_id: str) -> None:
        """Do what was wanted (a `CaseAct`) with a document."""
        acts = {
            CaseAct.EDIT: self.edit,
            CaseAct.COPY: self.copy,
            CaseAct.ATTACH: self.attach,
            CaseAct.DELETE: self.delete,
            CaseAct.ORIGINAL: self.show_original,
        }
        acts[CaseAct(act)](document_id)

    def write_new(self) -> None:
        """Begin a case; a form in which nothing was written yet comes to the front."""
        editor = next((one for one in self._editors if one.is_blank), None)
        if editor is not None:
            _bring(editor)
            return
        self._ask(lambda session: session.own_cases.blank(), lambda case: self._open(Opening(case)))

    def edit(self, document_id: str) -> None:
        """Go on with an own case; one that is being written comes to the front."""
        editor = self._editor_of(document_id)
        if editor is not None:
            _bring(editor)
            return

        self._ask(lambda session: _opening(session, session.own_cases.open(document_id)), self._open)

    def copy(self, document_id: str) -> None:
        """Begin a copy of a bundled case, written when it is first saved; one that is there already is opened."""
        editor = next((one for one in self._editors if one.original_id == document_id), None)
        if editor is not None:
            _bring(editor)
            return
        made_here = self._copied.get(document_id, "")
        self._ask(lambda session: _copy_opening(session, document_id, made_here), self._open_once)

    def show_original(self, document_id: str) -> None:
        """Show what has changed in the original of a copy; one that is being written comes to the front and says it."""
        editor = self._editor_of(document_id)
        if editor is not None:
            _bring(editor)
            return
        self._ask(lambda session: _opening(session, session.own_cases.open(document_id)), self._show_original)

    def _show_original(self, opening: Opening) -> None:
        from kb_app.ui.dialogs.case_editor.asking import SEEN, original_dialog

        own, original = opening.own, opening.original
        if own is None or original is None or original.change is None:
            self._desks.events.file_changed.emit(opening.case.id)  # it was seen meanwhile, elsewhere
            return

        def seen(way: str) -> None:
            if way == SEEN:
                self._ask(
                    lambda session: session.own_cases.accept_original(own),
                    lambda now: self._desks.events.file_changed.emit(now.case.id),
                )

        read_only = self._app.read_only
        dialog = original_dialog(original.change, self._value_name, self._theme, self._window, read_only=read_only)
        dialog.chosen.connect(seen)
        dialog.open()

    def _value_name(self, axis: Axis, value: str) -> str:
        return self._app.taxonomy.name(axis, value, self._app.settings.plan_version, i18n.language())

    def delete(self, document_id: str) -> None:
        """Put an own case into the wastebasket, and offer to undo that."""
        editor = self._editor_of(document_id)
        if editor is not None and not editor.close():
            return
        self._ask(lambda session: session.own_cases.delete(document_id), self._on_deleted)

    def take_back(self, deleted: Sequence[DeletedCase]) -> None:
        """Take cases out of the wastebasket."""
        shown: list[str] = []

        def taken(back: tuple[OwnCase, ...]) -> None:
            shown.extend(own.case.id for own in back if len(back) == 1)
            for key in {one.key for one in deleted} & self._deletions.keys():
                self._desks.events.step_undone.emit(self._deletions.pop(key))
            self._withdraw_deletions(deleted)
            words = _("“{title}” is back.").format(title=back[0].case.title)
            many = _("{count} cases are back.").format(count=f"{len(back):,}")
            self._desks.events.message.emit(words if len(back) == 1 else many)

        def ended() -> None:
            # Also after a failure: some of them may be back.
            self._desks.events.file_changed.emit("".join(shown))
            self._look_again()

        self._ask(lambda session: session.own_cases.take_back_all(deleted), taken, ended)

    def empty(self, deleted: Sequence[DeletedCase]) -> None:
        """Remove cases from the wastebasket for good; the person was asked."""

        def emptied(_nothing: None) -> None:
            self._withdraw_deletions(deleted)
            self._desks.events.message.emit(_("The wastebasket is empty."))

        self._ask(lambda session: session.own_cases.empty_wastebasket(deleted), emptied, self._look_again)

    def _look_again(self) -> None:
        """Show what lies in the wastebasket now, where it is open."""
        if self._basket is not None:
            self._ask(lambda session: session.own_cases.deleted(), self._show_basket)

    def deleted(self) -> None:
        """Show the wastebasket."""
        self._ask(lambda session: session.own_cases.deleted(), self._show_basket)

    def look_for_left(self) -> None:
        """Offer what was being written when the program ended before it was saved."""
        self._ask(lambda session: session.unfinished.left(), self._on_left)

    def attach(self, document_id: str) -> None:
        """Let the person choose a file, and put it beside an own case."""
        editor = self._editor_of(document_id)
        if editor is not None and editor.is_dirty:
            _bring(editor)
            editor.said.warn(_("Save what you wrote first; then a file can be attached."))
            return
        chosen = self.choose_file(self._window)
        if chosen:
            self._ask(lambda session: _attached(session, document_id, Path(chosen)), self._on_attached)

    def _on_left(self, left: tuple[UnfinishedCase, ...]) -> None:
        if left:
            words = _("{count} cases were being written when the program ended.").format(count=len(left))
            self._bar.keep(words, lambda: self._go_on_with(left, words), _("Go on writing"))

    def _go_on_with(self, left: tuple[UnfinishedCase, ...], offer: str) -> None:
        """A file that was deleted meanwhile is written anew."""
        self._bar.withdraw(offer)
        for one in left:
            self._go_on_with_one(one)

    def _go_on_with_one(self, left: UnfinishedCase) -> None:
        self._ask(lambda session: _left_opening(session, left), self._open)

    def _on_deleted(self, deleted: DeletedCase) -> None:
        step = LongStep(
            lambda session: session.own_cases.take_back(deleted), lambda own: self._on_taken_back(own, deleted)
        )
        self._deletions[deleted.key] = step
        self._desks.events.step_made.emit(_("“{title}” to the wastebasket").format(title=deleted.title), step)
        self._bar.keep(_deletion_words(deleted), lambda: self.take_back((deleted,)), _("Undo"))
        self._desks.events.file_changed.emit("")

    def _withdraw_deletions(self, deleted: Sequence[DeletedCase]) -> None:
        """What the line at the bottom offers to take back is not there any more; offers of others stay."""
        for one in deleted:
            self._bar.withdraw(_deletion_words(one))

    def _on_taken_back(self, own: OwnCase, deleted: DeletedCase) -> None:
        self._desks.events.step_undone.emit(self._deletions.pop(deleted.key, None))
        self._withdraw_deletions([deleted])
        self._desks.events.message.emit(_("“{title}” is back.").format(title=own.case.title))
        self._desks.events.file_changed.emit(own.case.id)
        if self._basket is not None:
            self._ask(lambda session: session.own_cases.deleted(), self._show_basket)

    def _on_attached(self, own: OwnCase) -> None:
        editor = self._editor_of(own.case.id)
        if editor is not None:
            editor.reread(own)
        self._desks.events.message.emit(_("The file is attached to “{title}”.").format(title=own.case.title))
        self._desks.events.file_changed.emit(own.case.id)

    def _on_over(self, editor: CaseEditor) -> None:
        if editor in self._editors:
            self._editors.remove(editor)
        if editor.document_id and editor.original_id:
            # The index may not know the copy yet when it is asked for again.
            self._copied[editor.original_id] = editor.document_id

    def _open_once(self, opening: Opening) -> None:
        """A copy that has its editor already is brought to the front."""
        editor = self._editor_of(opening.own.case.id) if opening.own is not None else None
        if editor is not None:
            _bring(editor)
        else:
            self._open(opening)

    def _open(self, opening: Opening) -> None:
        if self._places is None:
            self._ask(lambda session: session.places.all(), lambda listed: self._know(listed, opening))
            return
        from kb_app.ui.dialogs.case_editor.window import CaseEditor, EditorTools

        desks = self._desks
        tools = EditorTools(self._app, desks.tasks, desks.events, self._theme, self._places)
        editor = CaseEditor(tools, opening.case, opening.own, opening.left)
        self._editors.append(editor)
        editor.over.connect(lambda: self._on_over(editor))
        editor.theirs_wanted.connect(lambda theirs: self._open(Opening(theirs.case, theirs)))
        if opening.original is not None:
            editor.tell_original(opening.original)
        editor.show()

    def _know(self, listed: tuple[Municipality, ...], opening: Opening) -> None:
        self._places = PlaceSearch(listed)
        self._open(opening)

    def _show_basket(self, deleted: tuple[DeletedCase, ...]) -> None:
        from kb_app.ui.dialogs.wastebasket_dialog import WastebasketDialog

        if self._basket is not None:
            self._basket.show_deleted(deleted)
            return
        self._basket = WastebasketDialog(deleted, self._window, read_only=self._app.read_only)
        self._basket.empty_wanted.connect(self.empty)
        self._basket.take_back_wanted.connect(self.take_back)
        self._basket.destroyed.connect(self._forget_basket)
        self._basket.open()

    def _forget_basket(self) -> None:
        self._basket = None

    def _editor_of(self, document_id: str) -> CaseEditor | None:
        return next((one for one in self._editors if document_id and one.document_id == document_id), None)

    def _ask(
        self, work: Callable[[Session], Any], done: Callable[[Any], None], ended: Callable[[], None] | None = None
    ) -> None:
        self._desks.tasks.start(
            Lane.DATABASE,
            lambda session, _report: work(session),
            done,
            Handlers(failed=lambda error: self._desks.events.message.emit(str(error)), ended=ended),
        )


def _deletion_words(deleted: DeletedCase) -> str:
    """The sentence that offers to take a case back, which withdraws it too."""
    return _("“{title}” is in the wastebasket.").format(title=deleted.title)


def _attached(session: Session, document_id: str, file: Path) -> OwnCase:
    try:
        data = read_regular(file)
    except OSError as error:
        raise KbError(_("{file} could not be read.").format(file=file.name), system_cause(error)) from error
    return session.own_cases.attach(session.own_cases.open(document_id), file.name, data)


def _opening(session: Session, own: OwnCase) -> Opening:
    return Opening(own.case, own, session.own_cases.original_of(own.case))


def _copy_opening(session: Session, document_id: str, made_here: str) -> Opening:
    """The copy that there is, or a new one, which no file holds yet."""
    for known in (made_here, *(copy.id for copy in session.library.family(document_id).copies)):
        try:
            own = session.own_cases.open(known) if known else None
        except NoSuchDocumentError:
            continue  # it was deleted, and the index does not know that yet
        if own is not None and own.case.derived_from is not None and own.case.derived_from.id == document_id:
            return _opening(session, own)
    case = session.own_cases.copy_of(document_id)
    return Opening(case, original=session.own_cases.original_of(case))


def _left_opening(session: Session, left: UnfinishedCase) -> Opening:
    own = _opened_if_there(session, left.case.id)
    if own is not None:
        # What was written since into the file is a conflict, and not overwritten.
        own = replace(own, stamp=replace(own.stamp, digest=left.digest))
    case = own.case if own is not None else left.case
    return Opening(case, own, session.own_cases.original_of(case), left)


def _opened_if_there(session: Session, document_id: str) -> OwnCase | None:
    try:
        return session.own_cases.open(document_id) if document_id else None
    except KbError:
        return None


def _bring(editor: CaseEditor) -> None:
    editor.show()
    editor.raise_()
    editor.activateWindow()
