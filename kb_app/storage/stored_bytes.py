"""The bytes of attachments that an import saw earlier, read again when they are written."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.base.regular_file import open_regular, read_regular
from kb_app.formats.safe_zip import checked_zip, read_member
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from types import TracebackType

    from kb_app.domain.imported import Attachment, StoredBytes


class StoredReader:
    """Reads one after the other; zip files stay open until the end, because their directories can be long."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._archives: dict[Path, zipfile.ZipFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archives.clear()
        self._stack.close()

    def read(self, attachment: Attachment) -> bytes:
        """Return the bytes of an attachment, which are those that were seen.

        Raises:
            UnreadableFileError: they are others now, or not there any more.
        """
        if isinstance(attachment.content, bytes):
            return attachment.content
        try:
            data = self._bytes(attachment.content, attachment.size)
        except OSError as error:
            raise UnreadableFileError(system_cause(error)) from error
        if hashlib.sha256(data).hexdigest() != attachment.digest:
            raise _changed()
        return data

    def _bytes(self, stored: StoredBytes, size: int) -> bytes:
        if not stored.member:
            if stored.file.stat().st_size != size:
                raise _changed()
            return read_regular(stored.file)
        archive = self._archive(stored.file)
        present = archive.NameToInfo.get(stored.member)
        if present is None or present.file_size != size:
            raise _changed()
        return read_member(archive, stored.member)

    def _archive(self, place: Path) -> zipfile.ZipFile:
        if place not in self._archives:
            # One that is no zip file any more is closed at once: it is tried for each case.
            with ExitStack() as opening:
                archive = opening.enter_context(checked_zip(opening.enter_context(open_regular(place))))
                self._stack.push(opening.pop_all())
            self._archives[place] = archive
        return self._archives[place]


def _changed() -> UnreadableFileError:
    return UnreadableFileError(_("it was changed after it was looked at"))
