"""Looks at a data folder after a kill, as the next start of the program finds it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.storage.database import integrity
from tests.crash.index_check import index_problems
from tests.crash.migrating import contents_of, old_places
from tests.crash.own_cases import OPERATIONS, after_own, attached_problems, own_outcomes, without_folder
from tests.crash.place import ROOT, Place
from tests.crash.state import DocumentState, NoteState, State, after, differences, outcomes

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.bootstrap.session import Session
    from tests.crash.journal import Entry, Operation
    from tests.crash.migrating import Contents

_OLD = 2 * 24 * 3600


def checked(place: Place, state: State, entries: list[Entry]) -> tuple[State, list[str]]:
    """Compare what is there with `state` and what was done since; return what is there now, and what is wrong."""
    pending: Operation | None = None
    for entry in entries:
        if entry.is_confirmed:
            step = after_own if entry.operation["op"] in OPERATIONS else after
            state = step(state, entry.operation, entry.result)
        elif not entry.is_refused:
            pending = entry.operation
    try:
        with place.app().session() as session:
            sound = integrity(session._database)
            problems = [] if sound == "ok" else [f"integrity_check: {sound}"]
            found = found_in(session, place, state)
            if pending is not None and pending["op"] in OPERATIONS:
                possible = own_outcomes(state, pending, found)
            else:
                possible = outcomes(state, pending, found)
            reached = next((one for one in possible if one == found), None)
            if reached is None:
                problems += _lost(possible, found, pending)
            problems += index_problems(session, place) + attached_problems(session, place)
    except Exception:  # noqa: BLE001 (whatever the next start stumbles over is the finding)
        return state, [traceback.format_exc()]
    return reached or found, problems


def _lost(possible: list[State], found: State, pending: Operation | None) -> list[str]:
    lines = [f"unconfirmed: {pending}"]
    for name, one in zip(("as confirmed", "with what was unconfirmed"), possible, strict=False):
        lines += [f"{name}: {line}" for line in differences(one, found)]
    return lines


def found_in(session: Session, place: Place, expected: State) -> State:
    """Read everything precious; `expected` tells about which documents there may be something besides those there are."""
    notes = {
        note.id: NoteState(
            note.document,
            note.text,
            note.is_deleted,
            tuple(version.text for version in reversed(session.notes.versions(note.id))),
        )
        for note in (*session.notes.every(), *session.notes.deleted())
    }
    documents = {*expected.documents, *(document.case.id for document in session.library.documents())}
    added = {id_: _document(session, id_) for id_ in documents}
    own = place.paths.own_cases_dir
    return State(
        notes,
        {id_: one for id_, one in added.items() if one != DocumentState()},
        frozenset(tag.name for tag in session.annotations.tags()),
        {path.name: path.read_text(encoding="utf-8") for path in own.glob("*.md")} if own.exists() else {},
        {deleted.key: _deleted_text(own, deleted.key) for deleted in session.own_cases.deleted()},
    )


def _deleted_text(own: Path, key: str) -> str:
    (place,) = (own / ".trash" / key).glob("*.md")
    return without_folder(place.read_text(encoding="utf-8"))


def _document(session: Session, document: str) -> DocumentState:
    found = session.annotations.of(document)
    return DocumentState(
        frozenset(found.tags),
        frozenset(f"{axis}:{value}" for axis, values in found.added.items() for value in values),
        frozenset(f"{axis}:{value}" for axis, values in found.taken.items() for value in values),
        frozenset(found.taken_tags),
        str(found.status),
        found.is_starred,
    )


def migrated(place: Place, made: dict[str, Contents], entries: list[Entry]) -> list[str]:
    """Open the databases that were being opened, and say what is wrong with what they held."""
    begun = {entry.operation["folder"] for entry in entries}
    problems: list[str] = []
    for old in old_places(place):
        if old.folder.name not in begun:
            continue
        try:
            with old.app().session() as session:
                sound = integrity(session._database)
                if sound != "ok":
                    problems.append(f"{old.folder.name}: integrity_check: {sound}")
                if contents_of(session._database, made[old.folder.name]) != made[old.folder.name]:
                    problems.append(f"{old.folder.name}: not all of its contents are there")
                if old.folder.name == max(begun):
                    session.notes.add("", "移行のあと")
                    problems += index_problems(session, old)
        except Exception:  # noqa: BLE001 (see above)
            problems.append(f"{old.folder.name}: {traceback.format_exc()}")
    return problems


def restored_elsewhere(place: Place, state: State, file: str) -> list[str]:
    """Restore a backup into a new folder, and say how it differs from what was backed up."""
    wanted = state.backups[file]
    new = Place(place.folder / "restored", place.is_small).make()
    command = [sys.executable, "-m", "kb_app", "--data-dir", str(new.data_dir), "restore", file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    if done.returncode:
        return [f"{file} cannot be restored: {done.stderr}"]
    with new.app().session() as session:
        found = found_in(session, new, wanted)
    return [f"{file}: {line}" for line in differences(replace(wanted, backups={}), found)]


def leftovers(folder: Path) -> set[Path]:
    """Return the unfinished files below a folder, and make them look as if they were left long ago."""
    found = {path for path in folder.rglob("*.tmp") if path.is_file()}
    long_ago = time.time() - _OLD
    for path in found:
        # The folders above too: an entry of the wastebasket goes as a whole.
        for one in (path, *(above for above in path.parents if ".trash" in above.parts[:-1])):
            os.utime(one, (long_ago, long_ago))
    return found
