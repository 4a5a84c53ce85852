"""How one file is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.domain.table_columns import ReadAs
from kb_app.formats.tables.counted import RowsHeard, unheard

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

AS_IT_SAYS = ReadAs()
"""Nobody said anything of the file."""


@dataclass(frozen=True, slots=True)
class ReadingWay:
    """`read_as` is what a person says of the file and wins over everything; `heard` hears of rows, and may stop it."""

    vocabulary: Vocabulary
    read_as: ReadAs = AS_IT_SAYS
    heard: RowsHeard = unheard

    @property
    def encoding(self) -> str | None:
        """What a person says a text is in."""
        return self.read_as.encoding or None
