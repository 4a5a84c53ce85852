"""What a worker was about to do and what was confirmed to it: a line each, in a file outside the data folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Operation = dict[str, Any]
"""What is done (`op`), and to what."""


@dataclass(frozen=True)
class Entry:
    """An operation, and what came of it: `result` is what the program answered, None where it was not confirmed.

    A refused operation was answered in words that nothing was changed.
    """

    operation: Operation
    result: Any = None
    is_confirmed: bool = False
    is_refused: bool = False


class Journal:
    """Written by the worker. A line is with the system, which outlives the process, before `begin` or `end` returns."""

    def __init__(self, place: Path) -> None:
        self._file = place.open("ab", buffering=0)  # a line is one call, so that nobody sees a half of it
        self._number = 0

    def begin(self, operation: Operation) -> None:
        """Say what comes next."""
        self._number += 1
        self._write({"begin": self._number, "operation": operation})

    def end(self, result: Any = None) -> None:
        """Say that it was confirmed."""
        self._write({"end": self._number, "result": result})

    def refuse(self) -> None:
        """Say that it was refused."""
        self._write({"end": self._number, "refused": True})

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")


def read_journal(place: Path) -> list[Entry]:
    """Return what was begun, in order; a last line that was cut off was not written."""
    entries: list[Entry] = []
    # Bytes: the last line may end in the middle of a character.
    for text in place.read_bytes().split(b"\n")[:-1] if place.exists() else ():
        line = json.loads(text)
        if "begin" in line:
            entries.append(Entry(line["operation"]))
        else:
            refused = bool(line.get("refused"))
            entries[-1] = Entry(entries[-1].operation, line.get("result"), not refused, refused)
    return entries
