"""The staff's tags in one list: renamed, merged, deleted, and all of that undone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.tag import tag_name
from kb_app.ui.dialogs.change_desk import ChangeDesk, Step, joined_acts
from kb_app.ui.dialogs.dialog_parts import add_key, fit
from kb_app.ui.dialogs.rename_row import RenameRow
from kb_app.ui.dialogs.tag_choice import TagChoice
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.tag_list import TagList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.tag import TagCount
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _TagStep(Step):
    """A change with the tags to choose in the list afterwards, and after it was undone."""

    then: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


class TagManager(QDialog):
    """Every change is made at once and said in a line; Ctrl+Z takes the newest one back."""

    def __init__(self, tasks: Tasks, events: AppEvents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tag_manager")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Your tags"))
        self._desk = ChangeDesk(tasks, events, self)
        self._wanted: tuple[str, ...] = ()
        self.tags = TagList("tag_list", _("Your tags"), several=True)
        self.said = SaidLine("tag_said")
        self._renaming = RenameRow()
        self._rename = named_button("tag_rename", _("Rename"), spoken=_("Rename (F2)"))
        self._merge = named_button("tag_merge", _("Merge…"), spoken=_("Make one tag of several"))
        self._delete = named_button("tag_delete", _("Delete"), spoken=_("Take off all documents and delete (Delete)"))
        self._undo = named_button("tag_undo", _("Undo"), spoken=_("Undo (Ctrl+Z)"))
        self._close = named_button("tag_close", _("Close"))
        self._arrange()
        self._connect(events)
        fit(self, 36, 40)
        self.tags.view.setFocus()
        self._show_state()
        self.reload()

    def reload(self) -> None:
        """Read the tags anew."""
        self._desk.ask(lambda service: service.tags(), self._on_tags)

    def rename(self) -> None:
        """Ask for another name of the chosen tag."""
        chosen = self.tags.chosen
        if len(chosen) == 1 and not self._desk.is_busy:
            self._renaming.ask(chosen[0].name)

    def merge(self) -> None:
        """Ask which tag the chosen ones are made into: one of them, or, of one alone, any other."""
        chosen = self.tags.chosen
        if not self._can_merge():
            return
        if len(chosen) > 1:
            question = _("{count} tags become one. Which name stays?").format(count=len(chosen))
            self._ask_target(question, chosen, chosen)
        else:
            question = _("Which tag is “{name}” made into?").format(name=chosen[0].name)
            others = [tag for tag in self.tags.all_tags if tag != chosen[0]]
            self._ask_target(question, chosen, others)

    def delete(self) -> None:
        """Take the chosen tags off all documents."""
        chosen = self.tags.chosen
        if not chosen or self._desk.is_busy:
            return
        names = tuple(tag.name for tag in chosen)
        count = f"{sum(tag.count for tag in chosen):,}"
        said = (
            _("Deleted {names} (taken off {count} times).")
            if len(names) > 1
            else _("Deleted {names} (taken off {count} documents).")
        )
        undone = _("Undone: {names} there again.")
        self._do(
            _TagStep(
                lambda service: joined_acts(service.undo, [partial(service.delete_tag, name) for name in names]),
                said.format(names=_named(names), count=count),
                undone.format(names=_named(names)),
                back=names,
            )
        )

    def undo(self) -> None:
        """Take the newest change back."""
        self._renaming.leave()
        self._desk.undo()

    def _on_tags(self, tags: Sequence[TagCount]) -> None:
        self.tags.show_tags(tags)
        if self._wanted:
            self.tags.choose(self._wanted)
            self._wanted = ()
        self._show_state()

    def _on_renamed(self, old: str, new: str) -> None:
        try:
            name = tag_name(new)
        except KbError as error:
            self.said.warn(_said_of_renaming(error))
            return
        self._do(
            _TagStep(
                lambda service: service.rename_tag(old, name),
                _("“{old}” is called “{new}” now.").format(old=old, new=name),
                _("Undone: “{new}” is called “{old}” again.").format(old=old, new=name),
                then=(name,),
                back=(old,),
            )
        )

    def _on_target(self, names: tuple[str, ...], into: str) -> None:
        gone = tuple(name for name in names if name != into)
        self._do(
            _TagStep(
                lambda service: joined_acts(service.undo, [partial(service.merge_tags, name, into) for name in gone]),
                _("{names} made into “{into}”.").format(names=_named(gone), into=into),
                _("Undone: {names} there again beside “{into}”.").format(names=_named(gone), into=into),
                then=(into,),
                back=(*gone, into),
            )
        )

    def _on_done(self, step: _TagStep) -> None:
        self._wanted = step.then
        self._renaming.leave()
        self.said.say(step.said)

    def _on_undone(self, step: _TagStep) -> None:
        self._wanted = step.back
        self.said.say(step.undone)

    def _on_nothing_changed(self) -> None:
        self._renaming.leave()
        self.said.say(_("Nothing was changed."))

    def _on_failed(self, error: KbError) -> None:
        self.said.warn(str(error))

    def _on_renaming_left(self) -> None:
        if self.said.is_warning:
            self.said.say("")
        self.tags.view.setFocus()

    def _on_choice_changed(self) -> None:
        self._renaming.leave()
        self._show_state()

    def _ask_target(self, question: str, gone: Sequence[TagCount], targets: Sequence[TagCount]) -> None:
        choice = TagChoice(question, targets, self)
        names = tuple(tag.name for tag in gone)
        choice.tag_chosen.connect(lambda into: self._on_target(names, into))
        choice.open()

    def _do(self, step: _TagStep) -> None:
        if not self._desk.is_busy:
            self._desk.do(step)

    def _can_merge(self) -> bool:
        return bool(self.tags.chosen) and self.tags.total > 1 and not self._desk.is_busy

    def _show_state(self) -> None:
        count = len(self.tags.chosen)
        self._rename.setEnabled(count == 1)
        self._merge.setEnabled(count > 0 and self.tags.total > 1)
        self._delete.setEnabled(count > 0)
        self._undo.setEnabled(self._desk.can_undo)

    def _arrange(self) -> None:
        acts = QWidget()
        flow = FlowLayout(acts, gap=8)
        for button in (self._rename, self._merge, self._delete, self._undo):
            flow.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.tags, 1)
        layout.addWidget(self._renaming)
        layout.addWidget(acts)
        layout.addLayout(foot)

    def _connect(self, events: AppEvents) -> None:
        for button, act in (
            (self._rename, self.rename),
            (self._merge, self.merge),
            (self._delete, self.delete),
            (self._undo, self.undo),
            (self._close, self.reject),
        ):
            button.clicked.connect(act)
        add_key(self, Qt.Key.Key_F2, self.rename)
        add_key(self, QKeySequence.StandardKey.Undo, self.undo)
        add_key(self, Qt.Key.Key_F5, self.reload)
        add_key(self.tags.view, Qt.Key.Key_Delete, self.delete, only_here=True)
        self.tags.opened.connect(self.rename)
        self.tags.choice_changed.connect(self._on_choice_changed)
        self._renaming.wanted.connect(self._on_renamed)
        self._renaming.left.connect(self._on_renaming_left)
        self._desk.done.connect(self._on_done)
        self._desk.undone.connect(self._on_undone)
        self._desk.nothing_changed.connect(self._on_nothing_changed)
        self._desk.failed.connect(self._on_failed)
        self._desk.state_changed.connect(self._show_state)
        events.annotations_changed.connect(self.reload)


def _said_of_renaming(error: KbError) -> str:
    return str(KbError(_("The tag could not be renamed."), error.cause, error.remedy))


def _named(names: Sequence[str]) -> str:
    """A few names in quotation marks, and how many more."""
    few = _(", ").join(_("“{name}”").format(name=name) for name in names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return _("{names} and {count} more").format(names=few, count=rest) if rest > 0 else few
