"""The ZIP file of a backup, as it is filled: file by file, each with its size and SHA-256 in the manifest."""

from __future__ import annotations

import hashlib
import os
import time
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.backup import Unreadable
from kb_app.storage.backup_files.manifest import (
    DATABASE_NAME,
    MANIFEST_NAME,
    SETTINGS_NAME,
    BackupManifest,
    StoredFile,
    manifest_text,
)
from kb_app.storage.backup_files.reading import CHUNK, Meter
from kb_app.storage.case_repository import is_case_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.storage.backup_files.own_files import OwnFiles

_LONGEST_MEMBER = 60_000
_SAMPLE = 65_536


@dataclass(slots=True)
class _Contents:
    """What was written so far."""

    files: list[StoredFile] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)


class _UnreadableError(Exception):
    """A file could not be read on; the backup goes on without it, and names it."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What goes in: a database file that nobody else uses, the settings, and the own files that were found."""

    database: Path | None
    settings: Path | None
    own: OwnFiles

    @property
    def size(self) -> int:
        """Bytes, as far as they are known before anything is read."""
        return sum(file.size for file in self.own.files) + (self.database.stat().st_size if self.database else 0)


def fill(opened: IO[bytes], inputs: Inputs, plan: BackupManifest, report: Report) -> None:
    """Write the archive to `opened`, and last the manifest: `plan` with what was really read.

    Raises:
        KbError: the database or the settings cannot be read.
        OSError: `opened` cannot be written.
    """
    written = _Contents()
    meter = Meter(inputs.size, _("Writing the backup"), report)
    archive = zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED)
    try:
        for name, place in ((DATABASE_NAME, inputs.database), (SETTINGS_NAME, inputs.settings)):
            if place is not None and place.exists():
                _add(archive, written, name, "", place, meter)
        for number, file in enumerate(inputs.own.files):
            _add(archive, written, _member_name(file.path, number), file.path, file.place, meter)
        manifest = _finished(plan, written)
        with archive.open(_member(MANIFEST_NAME, time.time()), "w", force_zip64=True) as target:
            target.write(manifest_text(manifest).encode("ascii"))
        archive.close()
    except BaseException:
        archive.fp = None  # else it would go on writing when it is thrown away
        raise


def _finished(plan: BackupManifest, written: _Contents) -> BackupManifest:
    cases = sum(is_case_name(file.path.rpartition("/")[2]) for file in written.files)
    return replace(
        plan,
        counts=replace(plan.counts, cases=cases),
        files=tuple(written.files),
        unreadable=(*plan.unreadable, *written.unreadable),
        abandoned=tuple(written.abandoned),
    )


def _add(archive: zipfile.ZipFile, written: _Contents, name: str, path: str, place: Path, meter: Meter) -> None:
    """Write one file; one of the own cases that cannot be read is named and left out."""
    try:
        source = place.open("rb")
    except OSError as error:
        _leave_out(written, path, error)
        return
    with source:
        status = os.fstat(source.fileno())
        digest, size = hashlib.sha256(), 0
        member = _member(name, status.st_mtime)
        if _is_dense(source):
            member.compress_type = zipfile.ZIP_STORED
        try:
            with archive.open(member, "w", force_zip64=True) as target:
                for chunk in _chunks(source):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                    meter.add(len(chunk))
        except _UnreadableError as error:
            written.abandoned.append(name)
            cause = error.__cause__
            assert isinstance(cause, OSError)
            _leave_out(written, path, cause)
            return
    written.files.append(StoredFile(name, path, size, digest.hexdigest(), status.st_mtime_ns))


def _is_dense(source: IO[bytes]) -> bool:
    """Whether a large file is compressed already, as pictures are: trying that again takes most of the time."""
    try:
        sample = source.read(_SAMPLE)
        source.seek(0)
    except OSError:
        return False  # the reading that follows says so
    return len(sample) == _SAMPLE and len(zlib.compress(sample, 1)) > 0.95 * _SAMPLE


def _leave_out(written: _Contents, path: str, error: OSError) -> None:
    if not path:  # without the database or the settings it would be no backup
        raise KbError(_("The backup could not be written."), system_cause(error)) from error
    written.unreadable.append(Unreadable(path, system_cause(error)))


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            chunk = source.read(CHUNK)
        except OSError as error:
            raise _UnreadableError from error
        if not chunk:
            return
        yield chunk


def _member_name(path: str, number: int) -> str:
    """The path itself where a ZIP file can hold it, so that a person finds a case without this program."""
    odd = any(sign == "\\" or unicodedata.category(sign) in ("Cc", "Cs") for sign in path)
    plain = not odd and len(path.encode("utf-8")) < _LONGEST_MEMBER
    return f"cases/{path}" if plain else f"other-names/{number:06}"


def _member(name: str, mtime: float) -> zipfile.ZipInfo:
    moment = time.localtime(min(max(mtime, 0.0), 4_000_000_000.0))[:6]
    member = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member
