"""How a long task says how far it is. Cancelling is an exception that the report raises."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One report: `done` of `total` steps, and what is being worked on."""

    done: int
    total: int
    label: str = ""


Report = Callable[[Progress], None]
"""Called now and then by a long task; may raise `CancelledError`, which the task lets through."""


def silent(_progress: Progress) -> None:
    """A report that nobody listens to."""
