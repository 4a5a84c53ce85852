"""Starts workers, kills them, and looks at what they left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.crash.check import checked, leftovers, migrated, restored_elsewhere
from tests.crash.importing import imported
from tests.crash.journal import read_journal
from tests.crash.migrating import make_old_ones
from tests.crash.packing import BUNDLED, packed
from tests.crash.place import ROOT, Place
from tests.crash.state import State

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.importing import Cases
    from tests.crash.journal import Entry
    from tests.crash.kinds import Kind

KILLS_A_FOLDER = 25
_LONGEST_WAIT = 60.0
_LOOK = 0.001
_MAY_STAY = 4
"""Kills that an unfinished file may outlive: it goes with the next writing of its neighbours."""


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    """Kills during an operation, by operation."""
    confirmed: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    """Those that were kept, because something was wrong there."""


class Trial:
    """Kills workers of one kind, one after another, over data folders that go on being used."""

    def __init__(self, kind: Kind, folder: Path, seed: int, fault: str = "") -> None:
        self.tally = Tally()
        self._kind = kind
        self._folder = folder
        self._seed = seed
        self._fault = fault
        self._rng = random.Random(f"{seed} {kind.name}")
        self._place: Place | None = None
        self._state = State()
        self._cases: Cases = {}
        self._shown = BUNDLED
        self._left: Counter[Path] = Counter()

    def kill_one(self) -> list[str]:
        """Let a worker work, kill it, and say what is wrong afterwards."""
        number = self.tally.kills
        place = self._place_for(number)
        name = f"{self._seed}-{self._kind.name}-{number}"
        made = make_old_ones(place) if self._kind.name == "migration" else {}
        entries, problems = self._killed(place, name)
        self._count(entries)
        if not problems and made:
            problems = migrated(place, made, entries)
        elif not problems and self._kind.name == "import":
            self._cases, problems = imported(place, self._cases, entries)
            problems += self._stayed(place)
        elif not problems and self._kind.name == "pack":
            self._shown, problems = packed(place, self._shown, entries)
        elif not problems:
            self._state, problems = checked(place, self._state, entries)
            problems += self._last_backup(place, entries) + self._stayed(place)
        if problems:
            self.tally.problems += [f"seed {self._seed}, kind {self._kind.name}, kill {number}:", *problems]
            self.tally.folders.append(place.folder)
            self._place = None  # what is wrong once is told once
        return problems

    def clean(self) -> None:
        """Remove the folder that was used last."""
        if self._place is not None:
            shutil.rmtree(self._place.folder, ignore_errors=True)

    def _place_for(self, number: int) -> Place:
        if self._place is None or number % KILLS_A_FOLDER == 0:
            self.clean()
            self._place = Place(self._folder / f"{self._kind.name}-{number}", self._kind.name != "cli").make()
            self._state, self._cases, self._shown = State(), {}, BUNDLED
            self._left.clear()
        return self._place

    def _killed(self, place: Place, name: str) -> tuple[list[Entry], list[str]]:
        """Start a worker and kill it with everything it started."""
        journal = place.folder / f"{name}.jsonl"
        words = [self._kind.name, str(place.folder), str(journal), name, self._fault]
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.worker", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            begun = self._wait_for(worker, journal, self._rng.randrange(self._kind.first) + 1)
            time.sleep(self._rng.uniform(0, self._kind.seconds))
        finally:
            ended = worker.poll() is not None
            if not ended:
                os.killpg(worker.pid, signal.SIGKILL)
        said = worker.communicate()[1]  # to its end, which comes when the last of them is dead
        if not begun or ended:
            return [], [f"the worker ended by itself, or began nothing: {said}"]
        return read_journal(journal), []

    def _wait_for(self, worker: subprocess.Popen[str], journal: Path, operations: int) -> bool:
        """Wait until a worker has begun so many operations; return whether it has."""
        until = time.monotonic() + _LONGEST_WAIT
        while worker.poll() is None and time.monotonic() < until:
            if journal.exists() and journal.read_bytes().count(b'{"begin"') >= operations:
                return True
            time.sleep(_LOOK)
        return False

    def _count(self, entries: list[Entry]) -> None:
        tally = self.tally
        tally.kills += 1
        tally.confirmed.update(entry.operation["op"] for entry in entries if entry.is_confirmed)
        tally.refused += sum(entry.is_refused for entry in entries)
        if entries and not entries[-1].is_confirmed and not entries[-1].is_refused:
            tally.hits[entries[-1].operation["op"]] += 1

    def _last_backup(self, place: Place, entries: list[Entry]) -> list[str]:
        """Restore the last backup that was confirmed, and the one that was being made, where there is a file of it."""
        files = [entry.operation["file"] for entry in entries if entry.operation["op"] == "backup"]
        problems = []
        for file in files[-1:]:
            if file in self._state.backups:
                problems += restored_elsewhere(place, self._state, file)
        return problems

    def _stayed(self, place: Place) -> list[str]:
        """The unfinished files that outlived several kills."""
        there = leftovers(place.data_dir)
        self._left = Counter({path: self._left[path] + 1 for path in there})
        return [f"unfinished file that stays: {path}" for path, times in self._left.items() if times > _MAY_STAY]
