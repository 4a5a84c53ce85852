"""What is wrong with a file, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error has to be mended; a warning is a hint."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `line` counts from 1 (0: the file as a whole), `field` is a name such as `municipality.code`."""

    severity: Severity
    message: str
    line: int = 0
    field: str = ""


def error(message: str, line: int = 0, field: str = "") -> Problem:
    """Return a finding that has to be mended."""
    return Problem(Severity.ERROR, message, line, field)


def warning(message: str, line: int = 0, field: str = "") -> Problem:
    """Return a hint."""
    return Problem(Severity.WARNING, message, line, field)
