"""Reading a backup without trusting it: everything is compared with the manifest before anybody uses it."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import Progress, silent
from kb_app.base.regular_file import open_regular
from kb_app.storage.backup_files.manifest import (
    LARGEST_MANIFEST,
    MANIFEST_NAME,
    BackupManifest,
    foreign,
    newer,
    not_restorable,
    read_manifest,
    shown,
)
from kb_app.storage.migrations import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.storage.backup_files.manifest import StoredFile

CHUNK = 1 << 20
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    AttributeError,
)
"""What `zipfile` raises for files that somebody else, or a broken disk, made of ours."""


class BackupFile:
    """An open backup whose table of contents is in order; contents are checked as they are read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: BackupManifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def refuse_newer(self) -> None:
        """Refuse a database that only a newer program understands.

        Raises:
            KbError: its schema is newer than that of this program.
        """
        if self.manifest.schema > SCHEMA_VERSION:
            raise newer()

    def verify(self, report: Report = silent) -> None:
        """Read everything and compare it with the manifest.

        Raises:
            KbError: something is not as it was written, or cannot be read.
        """
        meter = Meter(self.manifest.size, _("Verifying the backup"), report)
        for file in self.manifest.files:
            self.copy(file, len, meter)

    def copy(self, file: StoredFile, write: Callable[[bytes], object], meter: Meter) -> None:
        """Give the contents of one file to `write`, piece by piece; whatever is not as it was written raises.

        Raises:
            KbError: it is damaged or cannot be read.
        """
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(file):
            digest.update(chunk)
            size += len(chunk)
            write(chunk)
            meter.add(len(chunk))
        if size != file.size or digest.hexdigest() != file.sha256:
            raise not_restorable(_("it is damaged: {name} is not as it was written").format(name=shown(file.member)))

    def _chunks(self, file: StoredFile) -> Iterator[bytes]:
        damaged = not_restorable(_("it is damaged: {name} cannot be read").format(name=shown(file.member)))
        try:
            with self._archive.open(file.member) as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise not_restorable(system_cause(error)) from error
        except _DAMAGE as error:
            raise damaged from error


class Meter:
    """Adds up bytes and reports them."""

    def __init__(self, total: int, label: str, report: Report) -> None:
        self._total = max(total, 1)
        self._label = label
        self._report = report
        self._done = 0

    def add(self, count: int) -> None:
        """Report that `count` more bytes are done; may raise `CancelledError`."""
        self._done += count
        self._report(Progress(min(self._done, self._total), self._total, self._label))


@contextmanager
def open_backup(path: Path) -> Iterator[BackupFile]:
    """Open a backup and compare its table of contents with its manifest.

    Raises:
        KbError: it cannot be read, is no backup of ours, holds anything that the manifest does not name, or is of a
            newer format.
    """
    try:
        opened = open_regular(path)
    except OSError as error:
        raise not_restorable(f"{path}: {system_cause(error)}") from error
    with opened:
        archive, manifest = _opened(opened)
        with archive:
            yield BackupFile(path, archive, manifest)


def _opened(opened: IO[bytes]) -> tuple[zipfile.ZipFile, BackupManifest]:
    try:
        archive = zipfile.ZipFile(opened)
        members = {member.filename: member for member in archive.infolist()}
        if len(members) != len(archive.infolist()) or MANIFEST_NAME not in members:
            raise foreign()
        if members[MANIFEST_NAME].file_size > LARGEST_MANIFEST or not all(map(_is_plain, members.values())):
            raise foreign()
        manifest = read_manifest(archive.read(MANIFEST_NAME))
    except OSError as error:
        raise not_restorable(system_cause(error)) from error
    except _DAMAGE as error:
        raise foreign() from error
    _compare(members, manifest)
    return archive, manifest


def _is_plain(member: zipfile.ZipInfo) -> bool:
    return member.compress_type in _WAYS and not member.flag_bits & _ENCRYPTED


def _compare(members: dict[str, zipfile.ZipInfo], manifest: BackupManifest) -> None:
    """A name or a size that the manifest does not tell is what a bomb or a forger would bring."""
    named = [*(file.member for file in manifest.files), *manifest.abandoned, MANIFEST_NAME]
    if len(set(named)) != len(named) or set(named) != set(members):
        raise not_restorable(_("its contents are not those that it names"))
    paths = [file.path for file in manifest.case_files] + [folder.path for folder in manifest.folders]
    if len(set(paths)) != len(paths):
        raise not_restorable(_("its contents are not those that it names"))
    for file in manifest.files:
        if members[file.member].file_size != file.size:
            raise not_restorable(_("it is damaged: {name} has another size").format(name=shown(file.member)))


def is_backup(path: Path) -> bool:
    """Return whether a file is a backup of this program, as far as its table of contents tells."""
    try:
        with open_backup(path):
            return True
    except KbError:
        return False
