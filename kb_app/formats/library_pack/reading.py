"""Reading a pack: nothing of it is believed before its signature and the SHA-256 of every file were checked."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO, TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.base.progress import Progress, Report, silent
from kb_app.formats.library_pack import signing
from kb_app.formats.library_pack.layout import check_form, content, other_form
from kb_app.formats.library_pack.manifest import CASES, LARGEST_MANIFEST, MANIFEST_NAME, SIGNATURE_NAME, from_bytes
from kb_app.formats.safe_zip import checked_zip, read_member
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from kb_app.formats.library_pack.manifest import PackedFile

_LARGEST_SIGNATURE = 10_000
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Pack:
    """An open pack whose list was signed by `key`; close it, or use it in a `with`."""

    def __init__(self, file: IO[bytes]) -> None:
        """Check the signature, the names of all files, and that there is nothing else in it.

        Raises:
            UnreadableFileError: it is no pack, it is damaged or changed, or of a newer form.
        """
        self._file = file
        self._archive = checked_zip(file)
        try:
            self.manifest_bytes = self._small(MANIFEST_NAME, LARGEST_MANIFEST)
            self.signature_bytes = self._small(SIGNATURE_NAME, _LARGEST_SIGNATURE)
            self.key = signing.signed_by(self.manifest_bytes, self.signature_bytes)
            self.manifest = from_bytes(self.manifest_bytes)
            self._check_names()
            check_form(file, self._archive.infolist())
            for name in (MANIFEST_NAME, SIGNATURE_NAME):
                content(file, self._archive.getinfo(name))
        except BaseException:
            self._archive.close()
            raise

    @property
    def digest(self) -> str:
        """The SHA-256 of what was signed."""
        return hashlib.sha256(self.manifest_bytes).hexdigest()

    def read(self, file: PackedFile) -> bytes:
        """Return the content of a case file.

        Raises:
            UnreadableFileError: it is not what was signed.
        """
        info = self._archive.getinfo(CASES + file.path)
        data = content(self._file, info) if info.file_size == file.size else b""
        if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
            raise UnreadableFileError(_("the file {path} in it is not what was signed").format(path=file.path))
        return data

    def contents(self, label: str = "", report: Report = silent) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of every case file; `label` says in the report what that is for.

        Raises:
            UnreadableFileError: one is not what was signed.
        """
        for step, file in enumerate(self.manifest.files, 1):
            report(Progress(step, len(self.manifest.files), label))
            yield file.path, self.read(file)

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _small(self, name: str, largest: int) -> bytes:
        try:
            info = self._archive.getinfo(name)
        except KeyError as error:
            raise UnreadableFileError(_("it is no pack of cases")) from error
        if info.file_size > largest or info.compress_type not in _WAYS:
            raise UnreadableFileError(_("it is no pack of cases"))
        return read_member(self._archive, name)

    def _check_names(self) -> None:
        """What is in the archive is what was signed: no file more, none less, none twice, in the order of the list."""
        names = self._archive.namelist()
        wanted = [MANIFEST_NAME, SIGNATURE_NAME, *(CASES + file.path for file in self.manifest.files)]
        if sorted(names) != sorted(wanted):
            raise UnreadableFileError(_("it holds other files than were signed"))
        if names != wanted:
            raise other_form()
