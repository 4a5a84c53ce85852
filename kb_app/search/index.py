"""The index on the disk: made, brought up to date and opened. It can be thrown away at any time.

Its files hold pickles, so an index is opened only when the manifest says that we wrote it. Each index has a
folder of its own that the manifest names; a new one is built beside the old one, which answers until then.
"""

from __future__ import annotations

import gc
import json
import logging
import shutil
import time
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from whoosh import index as whoosh_index
from whoosh.index import LockError

from kb_app.base.atomic_file import write_atomically
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.search import checksums
from kb_app.search.postings import RowWriter
from kb_app.search.schema import whoosh_schema
from kb_app.search.view import IndexView

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from whoosh.writing import IndexWriter

    from kb_app.search.manifest import Manifest

logger = logging.getLogger(__name__)

Change = tuple[str, "dict[str, Any] | None"]
"""The key of a row, and its new values (see `schema.row_values`) or None."""

_REFRESH_TRIES = 5
_LOCK_SECONDS = 5.0
_LEFTOVER_SECONDS = 24 * 3600


class SearchIndex:
    """The index below one folder, for one thread."""

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self._root = root
        self._manifest = manifest
        self._view: IndexView | None = None
        self._state: tuple[str, int] | None = None

    def view(self) -> IndexView:
        """Return the newest state; the same object until something was committed.

        Raises:
            KbError: there is no index of ours, or it is damaged.
        """
        for attempt in range(_REFRESH_TRIES):
            folder = self._folder()
            try:
                return self._refreshed(folder)
            except FileNotFoundError as error:
                # Another thread committed, or put a new index in its place, between two of our steps.
                if attempt == _REFRESH_TRIES - 1:
                    raise _unusable(_("its files are damaged")) from error
            except OSError as error:
                raise _unusable(system_cause(error)) from error
            except Exception as error:  # Whoosh raises anything on files that are cut off or overwritten
                logger.warning("the index cannot be opened: %r", error)
                raise _unusable(_("its files are damaged")) from error
        raise AssertionError

    @property
    def is_absent(self) -> bool:
        """Whether no index was ever made here."""
        return not self._manifest_path.exists()

    def is_sound(self) -> bool:
        """Return whether there is an index of ours that opens and whose files are what was written."""
        try:
            is_good = checksums.are_good(self._folder())
            if is_good:
                self.view()
        except (KbError, OSError):
            return False
        return is_good

    def write(self, changes: Iterable[Change], *, anew: bool = False) -> None:
        """Commit rows at once: each (key, values) replaces the row of its key, (key, None) takes it out.

        With `anew` they become a new index that takes the old one's place when it is whole. Whatever `changes` raises
        leaves the old state.

        Raises:
            KbError: the folder cannot be written, or another run writes to the index at this moment.
        """
        try:
            folder = self._created() if anew else self._folder()
            try:
                self._commit(folder, changes)
                checksums.record(folder)
                if anew:
                    self._put_in_place(folder)
            except BaseException:
                if anew:
                    shutil.rmtree(folder, ignore_errors=True)
                raise
        except LockError as error:
            raise _not_written(_("another run of this program is writing to it")) from error
        except OSError as error:
            raise _not_written(system_cause(error)) from error

    def close(self) -> None:
        """Let go of the files."""
        if self._view is not None:
            self._view.close()
            self._view = self._state = None

    def _refreshed(self, folder: Path) -> IndexView:
        found = whoosh_index.open_dir(str(folder), schema=whoosh_schema())
        state = (folder.name, found.latest_generation())
        if self._view is None or state != self._state:
            view = IndexView(found.reader())
            self.close()
            self._view, self._state = view, state
        return self._view

    def _commit(self, folder: Path, changes: Iterable[Change]) -> None:
        writer = RowWriter(whoosh_index.open_dir(str(folder), schema=whoosh_schema()), _LOCK_SECONDS)
        try:
            for key, values in changes:
                if values is None:
                    writer.delete_by_term("key", key)
                else:
                    writer.update_document(**values)
            writer.save()
        except BaseException:
            _cancel(writer)
            raise

    def _created(self) -> Path:
        folder = self._root / f"{time.strftime('%Y%m%d')}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        whoosh_index.create_in(str(folder), whoosh_schema())
        return folder

    def _put_in_place(self, folder: Path) -> None:
        stored = self._stored()
        write_atomically(self._manifest_path, json.dumps({**asdict(self._manifest), "folder": folder.name}, indent=1))
        self._sweep(keep=folder.name, replaced=stored.get("folder"))

    def _sweep(self, keep: str, replaced: object) -> None:
        """Remove the index that was replaced, and what killed runs left long ago; what is still in use stays."""
        self.close()
        gc.collect()  # Whoosh leaves files of a failed opening to the garbage collector, and Windows keeps open files
        for path in self._root.iterdir():
            is_old = time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS
            if path.is_dir() and path.name != keep and (path.name == replaced or is_old):
                shutil.rmtree(path, ignore_errors=True)

    def _folder(self) -> Path:
        """The folder that the manifest names, where the manifest is ours."""
        stored = self._stored()
        name = stored.get("folder")
        if not self._manifest.is_that_of(stored) or not isinstance(name, str) or name != _plain_name(name):
            raise _unusable(_("it was made by another version or for other data"))
        return self._root / name

    def _stored(self) -> dict[str, object]:
        try:
            stored = json.loads(self._manifest_path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return {}
        except OSError as error:
            # There, but out of reach now: that says nothing about whose it is.
            raise _unusable(system_cause(error)) from error
        return stored if isinstance(stored, dict) else {}

    @property
    def _manifest_path(self) -> Path:
        return self._root / "manifest.json"


def _plain_name(name: str) -> str:
    """The name without anything that could lead out of the index's own folder."""
    return "".join(character for character in name if character.isalnum() or character == "-")


def _cancel(writer: IndexWriter) -> None:
    """Give the lock back; whatever else fails here, the first error is the one to tell."""
    try:
        writer.cancel()
    except Exception as error:  # noqa: BLE001 (see above)
        logger.warning("cancelling the index writer failed: %r", error)


def _unusable(cause: str) -> KbError:
    return KbError(
        _("The search index could not be opened."), cause, _("It is made anew by itself; your notes are not touched.")
    )


def _not_written(cause: str) -> KbError:
    return KbError(
        _("The search index could not be written."),
        cause,
        _("Check the free space and the rights of the data folder, then choose “Rebuild the index”."),
    )
