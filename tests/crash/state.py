"""What a data folder has to hold, worked out from the operations alone: an independent model of notes and tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.crash.journal import Operation


@dataclass(frozen=True)
class NoteState:
    """A note; `versions` are its earlier texts, the oldest first. The sitting decides about the next version."""

    document: str
    text: str
    is_deleted: bool = False
    versions: tuple[str, ...] = ()
    sitting: str = field(default="", compare=False)


@dataclass(frozen=True)
class DocumentState:
    """What was added to a document; values of axes are written `axis:value`."""

    tags: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    taken_tags: frozenset[str] = frozenset()
    status: str = "unread"
    is_starred: bool = False


@dataclass(frozen=True)
class State:
    """Everything precious: notes by id, documents that something was added to, tags, and own files by path."""

    notes: Mapping[str, NoteState] = field(default_factory=dict)
    documents: Mapping[str, DocumentState] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    trash: Mapping[str, str] = field(default_factory=dict)
    """Own files in the wastebasket, by their key there."""
    before: State | None = field(default=None, compare=False, repr=False)
    """What undoing goes back to."""
    backups: Mapping[str, State] = field(default_factory=dict, compare=False, repr=False)


Step = Callable[[State, "Operation", Any], State]


def after(state: State, operation: Operation, result: Any = None) -> State:
    """Return the state after an operation that was answered with `result`."""
    step = _STEPS.get(operation["op"])
    if step is None:  # one that changes nothing, as indexing
        return state
    return replace(step(state, operation, result), before=replace(state, before=None))


def outcomes(state: State, pending: Operation | None, found: State) -> list[State]:
    """Return what may be there after a kill: the operation that was going on happened or did not."""
    if pending is None:
        return [state]
    if pending["op"] != "add_note":
        return [state, after(state, pending)]
    new = [id_ for id_, note in found.notes.items() if id_ not in state.notes and note.text == pending["text"]]
    return [state, *(after(state, pending, id_) for id_ in new[:1])]


def differences(expected: State, found: State) -> list[str]:
    """Say what is different, a line each."""
    lines = []
    for name in ("notes", "documents", "files", "trash"):
        wanted, there = getattr(expected, name), getattr(found, name)
        for key in sorted({*wanted, *there}):
            if wanted.get(key) != there.get(key):
                lines.append(f"{name} {key}: expected {_cut(wanted.get(key))}, found {_cut(there.get(key))}")
    if expected.tags != found.tags:
        lines.append(f"tags: missing {sorted(expected.tags - found.tags)}, more {sorted(found.tags - expected.tags)}")
    return lines


def _cut(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 600 else f"{words[:600]}…"


def _add_note(state: State, operation: Operation, result: Any) -> State:
    note = NoteState(operation["document"], operation["text"], sitting=operation.get("sitting", ""))
    return replace(state, notes={**state.notes, result: note})


def _save(state: State, operation: Operation, _result: Any) -> State:
    note, text = state.notes[operation["note"]], operation["text"]
    if text == note.text:
        return state
    versions = note.versions if note.sitting == operation["sitting"] else (*note.versions, note.text)
    return _with_note(
        state, operation["note"], replace(note, text=text, versions=versions, sitting=operation["sitting"])
    )


def _tick(state: State, operation: Operation, _result: Any) -> State:
    text = state.notes[operation["note"]].text.replace("- [ ] ", "- [x] ", 1)
    return _save(state, {**operation, "text": text, "sitting": ""}, None)


def _delete_note(state: State, operation: Operation, _result: Any) -> State:
    return _with_note(state, operation["note"], replace(state.notes[operation["note"]], is_deleted=True))


def _take_back(state: State, operation: Operation, _result: Any) -> State:
    return _with_note(state, operation["note"], replace(state.notes[operation["note"]], is_deleted=False))


def _with_note(state: State, note_id: str, note: NoteState) -> State:
    return replace(state, notes={**state.notes, note_id: note})


def _add_tags(state: State, operation: Operation, _result: Any) -> State:
    names = frozenset(operation["names"])
    state = replace(state, tags=state.tags | names)
    return _each(
        state,
        operation["documents"],
        lambda one: replace(one, tags=one.tags | names, taken_tags=one.taken_tags - names),
    )


def _remove_tags(state: State, operation: Operation, _result: Any) -> State:
    names = frozenset(operation["names"])

    def without(one: DocumentState) -> DocumentState:
        return replace(one, tags=one.tags - names, taken_tags=one.taken_tags | names)

    return _each(state, operation["documents"], without)


def _rename_tag(state: State, operation: Operation, _result: Any) -> State:
    old, new = operation["old"], operation["new"]
    state = replace(state, tags=state.tags - {old} | {new})
    return _each(
        state, state.documents, lambda one: replace(one, tags=one.tags - {old} | {new}) if old in one.tags else one
    )


def _delete_tag(state: State, operation: Operation, _result: Any) -> State:
    gone = operation["old"]
    state = replace(state, tags=state.tags - {gone})
    return _each(state, state.documents, lambda one: replace(one, tags=one.tags - {gone}))


def _classify(state: State, operation: Operation, _result: Any) -> State:
    """Forget what was said about whole axes, then put values on, then take values off."""
    cleared = tuple(f"{axis}:" for axis in operation.get("clear", ()))
    put, off = frozenset(operation.get("put", ())), frozenset(operation.get("take", ()))

    def classified(one: DocumentState) -> DocumentState:
        added = frozenset(value for value in one.added if not value.startswith(cleared)) if cleared else one.added
        taken = frozenset(value for value in one.taken if not value.startswith(cleared)) if cleared else one.taken
        return replace(one, added=(added | put) - off, taken=(taken - put) | off)

    return _each(state, operation["documents"], classified)


def _restore(state: State, operation: Operation, _result: Any) -> State:
    """Let what the file says hold again for some values."""
    values = frozenset(operation["values"])
    return _each(
        state, operation["documents"], lambda one: replace(one, added=one.added - values, taken=one.taken - values)
    )


def _mark(state: State, operation: Operation, _result: Any) -> State:
    values = {name: operation[name] for name in ("status", "is_starred") if name in operation}
    return _each(state, operation["documents"], lambda one: replace(one, **values))


def _undo(state: State, _operation: Operation, _result: Any) -> State:
    return state.before if state.before is not None else state


def _write_file(state: State, operation: Operation, _result: Any) -> State:
    return replace(state, files={**state.files, operation["path"]: operation["text"]})


def _backup(state: State, operation: Operation, _result: Any) -> State:
    return replace(state, backups={**state.backups, operation["file"]: replace(state, before=None, backups={})})


def _restore_backup(state: State, operation: Operation, _result: Any) -> State:
    return replace(state.backups[operation["file"]], backups=state.backups)


def _each(state: State, documents: Any, change: Callable[[DocumentState], DocumentState]) -> State:
    changed = {**state.documents, **{id_: change(state.documents.get(id_, DocumentState())) for id_ in documents}}
    return replace(state, documents={id_: one for id_, one in changed.items() if one != DocumentState()})


_STEPS: dict[str, Step] = {
    "add_note": _add_note,
    "save": _save,
    "tick": _tick,
    "delete_note": _delete_note,
    "take_back": _take_back,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    "rename_tag": _rename_tag,
    "merge_tags": _rename_tag,
    "delete_tag": _delete_tag,
    "classify": _classify,
    "restore": _restore,
    "mark": _mark,
    "undo": _undo,
    "write_file": _write_file,
    "backup": _backup,
    "restore_backup": _restore_backup,
}
