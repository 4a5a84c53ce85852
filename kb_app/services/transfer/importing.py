"""Takes cases and notes in: what was previewed is written, and all of it can be undone in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.progress import silent
from kb_app.services.transfer.fates import Fates
from kb_app.services.transfer.reading import ImportReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.domain.transfer import Conflicts, ImportPreview, ImportSummary, UndoSummary
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.services.transfer.fates import Shelves


class Importing:
    """Imports for one thread."""

    def __init__(self, vocabulary: Vocabulary, shelves: Shelves) -> None:
        self._vocabulary = vocabulary
        self._shelves = shelves

    def preview(
        self, places: Iterable[Path], report: Report = silent, encodings: Mapping[str, str] | None = None
    ) -> ImportPreview:
        """Read what a person chose and say what importing it would do; nothing is written.

        `encodings` holds what the person says of texts whose encoding cannot be told, by the name in `skipped`.

        Raises:
            CancelledError: the person stopped it.
            KbError: the database cannot be used now.
        """
        return ImportReader(self._vocabulary, Fates(self._shelves), encodings or {}).preview(places, report)

    def apply(self, preview: ImportPreview, conflicts: Conflicts, label: str, report: Report = silent) -> ImportSummary:
        """Write what a preview found to be new or changed; `label` names the import for the person.

        What a person corrected in the preview (title, municipality, axes) is written as it stands in `preview`.

        Raises:
            CancelledError: the person stopped it; what was written was taken back.
            KbError: the backup could not be made, or the database cannot be used now.
        """
        raise NotImplementedError

    def undo(self, import_id: str, report: Report = silent) -> UndoSummary:
        """Take back what an import wrote; what was changed since stays, and is named.

        Raises:
            KbError: the database cannot be used now.
        """
        raise NotImplementedError
