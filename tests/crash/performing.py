"""Does what was drawn: through the services of a session, or as a command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kb_app.base.atomic_file import write_atomically
from kb_app.domain.annotation import Status
from kb_app.domain.note import check_items
from kb_app.domain.query import Query
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.change import Change
    from tests.crash.journal import Operation
    from tests.crash.place import Place

SEARCHED = "押印廃止"


class Performer:
    """Does operations through the services of one session."""

    def __init__(self, session: Session, place: Place) -> None:
        self._session = session
        self._place = place
        self.change: Change | None = None
        """What was changed last, if it can be undone."""

    def perform(self, operation: Operation) -> Any:
        """Do it, and return the id of what was made, if anything was."""
        name = operation["op"]
        if name in _NEUTRAL:
            return _NEUTRAL[name](self._session)
        if name in _WRITTEN:
            self.change = None
            return _WRITTEN[name](self._session, operation)
        if name == "write_file":
            self.change = None
            return write_atomically(self._place.paths.own_cases_dir / operation["path"], operation["text"])
        if name == "undo":
            assert self.change is not None
            self.change = self._session.annotations.undo(self.change)
        else:
            self.change = _UNDOABLE[name](self._session, operation)
        return None


_NEUTRAL: dict[str, Callable[[Session], Any]] = {
    "refresh": lambda session: session.indexing.refresh(),
    "update": lambda session: session.indexing.update().documents,
    "search": lambda session: session.searching.search(Query(SEARCHED)).total,
}


def _add_note(session: Session, operation: Operation) -> str:
    return session.notes.add(operation["document"], operation["text"], sitting=operation["sitting"]).id


def _save(session: Session, operation: Operation) -> None:
    session.notes.save(operation["note"], operation["text"], operation["sitting"])


def _tick(session: Session, operation: Operation) -> None:
    text = session.notes.note(operation["note"]).text
    session.notes.tick(operation["note"], next(item for item in check_items(text) if not item.is_done), done=True)


_WRITTEN: dict[str, Callable[[Session, Operation], Any]] = {"add_note": _add_note, "save": _save, "tick": _tick}


def _mark(session: Session, operation: Operation) -> Change:
    if "status" in operation:
        return session.annotations.set_status(operation["documents"], Status(operation["status"]))
    return session.annotations.set_star(operation["documents"], starred=operation["is_starred"])


def _classify(session: Session, operation: Operation) -> Change:
    if "put" in operation:
        return session.annotations.classify(operation["documents"], *_on_axis(operation["put"]))
    return session.annotations.take(operation["documents"], *_on_axis(operation["take"]))


def _on_axis(values: list[str]) -> tuple[Axis, list[str]]:
    """Values of one axis, taken apart."""
    return Axis(values[0].partition(":")[0]), [value.partition(":")[2] for value in values]


_UNDOABLE: dict[str, Callable[[Session, Operation], Change]] = {
    "delete_note": lambda session, about: session.notes.delete(about["note"]),
    "take_back": lambda session, about: session.notes.take_back(about["note"]),
    "add_tags": lambda session, about: session.annotations.add_tags(about["documents"], about["names"]),
    "remove_tags": lambda session, about: session.annotations.remove_tags(about["documents"], about["names"]),
    "rename_tag": lambda session, about: session.annotations.rename_tag(about["old"], about["new"]),
    "merge_tags": lambda session, about: session.annotations.merge_tags(about["old"], about["new"]),
    "delete_tag": lambda session, about: session.annotations.delete_tag(about["old"]),
    "restore": lambda session, about: session.annotations.restore(about["documents"], *_on_axis(about["values"])),
    "classify": _classify,
    "mark": _mark,
}


def command_of(operation: Operation) -> list[str]:
    """Return the words of the command line that does an operation."""
    (document,) = operation.get("documents", [operation.get("document", "")])
    return _COMMANDS[operation["op"]](document, operation)


_COMMANDS: dict[str, Callable[[str, Operation], list[str]]] = {
    "add_note": lambda document, about: ["note", "add", document or "-", about["text"], "--json"],
    "delete_note": lambda _document, about: ["note", "delete", about["note"]],
    "take_back": lambda _document, about: ["note", "restore", about["note"]],
    "add_tags": lambda document, about: ["tag", "add", document, *about["names"]],
    "remove_tags": lambda document, about: ["tag", "remove", document, *about["names"]],
    "rename_tag": lambda _document, about: ["tag", "rename", about["old"], about["new"]],
    "merge_tags": lambda _document, about: ["tag", "merge", about["old"], about["new"]],
    "delete_tag": lambda _document, about: ["tag", "delete", about["old"]],
    "classify": lambda document, about: ["classify", document, *_values(about)],
    "mark": lambda document, about: ["status", document, about["status"], _star(about)],
    "search": lambda _document, _about: ["search", SEARCHED, "--limit", "3"],
    "backup": lambda _document, about: ["backup", about["file"]],
    "restore_backup": lambda _document, about: ["restore", about["file"]],
}


def _star(operation: Operation) -> str:
    return "--star" if operation["is_starred"] else "--no-star"


def _values(operation: Operation) -> list[str]:
    words = [word for axis in operation["clear"] for word in ("--clear", axis)]
    for values, option in ((operation["put"], "--"), (operation["take"], "--not-")):
        for value in values:
            axis, _colon, name = value.partition(":")
            words += [f"{option}{axis}", name]
    return words
