"""The process that is killed: `python -m tests.crash.worker KIND FOLDER JOURNAL SEED [FAULT]` works until then."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError
from tests.crash.faults import install_fault
from tests.crash.importing import imports
from tests.crash.in_window import use_window
from tests.crash.journal import Journal
from tests.crash.migrating import open_old_ones
from tests.crash.operations import BY_COMMANDS, BY_SERVICES, Dice, facts_of
from tests.crash.own_cases import OwnCaseDice, perform
from tests.crash.packing import packs
from tests.crash.performing import Performer, command_of
from tests.crash.place import ROOT, Place

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from tests.crash.journal import Operation

_DOCUMENTS_AT_ONCE = 4
_LONGER_THAN_THE_DRIVER_WAITS = 100
_DRIVER = os.getppid()


class RefusedError(Exception):
    """A command said in words that it changed nothing."""


def services(place: Place, journal: Journal, seed: str) -> None:
    """Use the services of one session, as the window does."""
    dice = Dice(seed, BY_SERVICES, documents_at_once=_DOCUMENTS_AT_ONCE)
    with place.app().session() as session:
        performer = Performer(session, place)
        documents = _documents(session)
        _do(journal, {"op": "update"}, performer.perform)
        while True:
            _do(journal, dice.draw(facts_of(session, documents, performer.change)), performer.perform)


def commands(place: Place, journal: Journal, seed: str) -> None:
    """Type one command after another."""
    dice = Dice(seed, BY_COMMANDS, documents_at_once=1)
    while True:
        with place.app().session() as session:
            operation = dice.draw(facts_of(session, _documents(session)))
        _do(journal, operation, lambda operation: _run(place, operation))


def backups(place: Place, journal: Journal, seed: str) -> None:
    """Change something and back it up, again and again."""
    _kept_twice(place, journal, seed, restoring=0.0)


def restores(place: Place, journal: Journal, seed: str) -> None:
    """Change something and go back to an earlier backup, again and again."""
    _kept_twice(place, journal, seed, restoring=0.8)


def migration(place: Place, journal: Journal, _seed: str) -> None:
    """Open databases of earlier versions, one after another."""
    open_old_ones(place, journal)
    time.sleep(_LONGER_THAN_THE_DRIVER_WAITS)


def own_cases(place: Place, journal: Journal, seed: str) -> None:
    """Write, change and delete own cases."""
    dice = OwnCaseDice(seed)
    with place.app().session() as session:
        while True:
            _do(journal, dice.draw(session), lambda operation: perform(session, operation))


WORK: dict[str, Callable[[Place, Journal, str], None]] = {
    "services": services,
    "cli": commands,
    "window": use_window,
    "backup": backups,
    "restore": restores,
    "migration": migration,
    "import": imports,
    "own_cases": own_cases,
    "pack": packs,
}


def _kept_twice(place: Place, journal: Journal, seed: str, *, restoring: float) -> None:
    rng = random.Random(seed)
    dice = Dice(seed, BY_SERVICES, documents_at_once=_DOCUMENTS_AT_ONCE)
    made: list[str] = []
    while True:
        with place.app().session() as session:
            performer = Performer(session, place)
            documents = _documents(session)
            for _time in range(rng.randint(2, 6)):
                _do(journal, dice.draw(facts_of(session, documents, performer.change)), performer.perform)
        if made and rng.random() < restoring:
            operation = {"op": "restore_backup", "file": rng.choice(made)}
        else:
            made.append(str(place.folder / f"{seed}-{len(made)}.zip"))
            operation = {"op": "backup", "file": made[-1]}
        _do(journal, operation, lambda operation: _run(place, operation))


def _do(journal: Journal, operation: Operation, perform: Callable[[Operation], Any]) -> None:
    if os.getppid() != _DRIVER:
        raise SystemExit("the driver is gone")
    journal.begin(operation)
    try:
        result = perform(operation)
    except (KbError, RefusedError):
        journal.refuse()
    else:
        journal.end(result)


def _run(place: Place, operation: Operation) -> Any:
    """Run a command; its error output goes where ours goes, which the driver reads until all of us are dead."""
    command = [sys.executable, "-m", "kb_app", "--data-dir", str(place.data_dir), *command_of(operation)]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, encoding="utf-8"
    )
    if done.returncode == 1:
        raise RefusedError
    if done.returncode:
        raise SystemExit(f"exit code {done.returncode}: {command}")
    return json.loads(done.stdout)["id"] if operation["op"] == "add_note" else None


def _documents(session: Session) -> tuple[str, ...]:
    return tuple(document.case.id for document in session.library.documents())


def main(kind: str, folder: str, journal: str, seed: str, fault: str = "") -> None:
    """Work until killed."""
    install_fault(fault)
    WORK[kind](Place(Path(folder), is_small=kind != "cli"), Journal(Path(journal)), seed)


if __name__ == "__main__":
    main(*sys.argv[1:])
