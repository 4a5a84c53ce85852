"""What can be written out from where the person is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session


@dataclass(frozen=True, slots=True)
class ExportScope:
    """One choice: its words, and how its documents are found (asked in the background; nothing stands for all)."""

    words: str
    documents: Callable[[Session], tuple[str, ...]]
    is_everything: bool = False
