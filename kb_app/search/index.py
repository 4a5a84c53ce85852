"""The index on the disk: made, brought up to date and opened. It can be thrown away at any time.

Its files hold pickles, so an index is opened only when the manifest beside it says that we wrote it:
versions of schema, analyser, folding and dictionary, a digest of the axes, and a token from our own database.
Synonyms are not named there: they belong to the query, and a change of them needs no new index.
"""

from __future__ import annotations

import json
import logging
import pickle
import shutil
import struct
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from whoosh import index as whoosh_index
from whoosh.index import EmptyIndexError, LockError

from kb_app.base.atomic_file import write_atomically
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.folding import FOLDING_VERSION
from kb_app.search.analyzer import ANALYZER_VERSION
from kb_app.search.schema import SCHEMA_VERSION, whoosh_schema
from kb_app.search.view import IndexView

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from whoosh.writing import IndexWriter

logger = logging.getLogger(__name__)

_DAMAGE = (EmptyIndexError, EOFError, IndexError, KeyError, ValueError, AssertionError, AttributeError, TypeError,
           struct.error, zlib.error, pickle.UnpicklingError, ImportError)  # fmt: skip
"""What Whoosh raises on files that are cut off or overwritten; each means: make a new index."""
_REFRESH_TRIES = 5


Change = tuple[str, "dict[str, Any] | None"]
"""The key of a row, and its new values (see `schema.row_values`) or None."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index must have been made with to be ours and fresh."""

    schema: str
    analyzer: str
    folding: str
    dictionary: str
    axes: str
    token: str

    @classmethod
    def of(cls, axes_digest: str, token: str) -> Manifest:
        """Return the manifest of an index that this program makes now."""
        return cls(
            schema=SCHEMA_VERSION,
            analyzer=f"{ANALYZER_VERSION} sudachipy {version('sudachipy')}",
            folding=FOLDING_VERSION,
            dictionary=version("sudachidict_small"),
            axes=axes_digest,
            token=token,
        )


class SearchIndex:
    """The index below one folder, for one thread."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._view: IndexView | None = None
        self._generation = -1

    @property
    def is_ours(self) -> bool:
        """Whether the manifest beside the index names exactly what this program would write."""
        return self._stored_manifest() == asdict(self._manifest)

    def view(self) -> IndexView:
        """Return the newest state; the same object until something was committed.

        Raises:
            KbError: there is no index of ours, or it is damaged.
        """
        if not self.is_ours:
            raise _unusable(_("it was made by another version or for other data"))
        try:
            return self._refreshed()
        except OSError as error:
            raise _unusable(system_cause(error)) from error
        except _DAMAGE as error:
            logger.warning("index damaged: %r", error)
            raise _unusable(_("its files are damaged")) from error

    def prepare(self) -> bool:
        """Make an empty index of ours where there is none that can be opened; return whether one was made.

        Raises:
            KbError: the folder cannot be written.
        """
        with suppress(KbError):
            self.view()
            return False
        self.close()
        try:
            self._create()
        except OSError as error:
            raise _not_written(system_cause(error)) from error
        return True

    def write(self, changes: Iterable[Change]) -> None:
        """Commit rows at once: each (key, values) replaces the row of its key, (key, None) takes it out.

        Whatever `changes` raises leaves the old state readable.

        Raises:
            KbError: the folder cannot be written, or another run writes to the index at this moment.
        """
        try:
            writer = whoosh_index.open_dir(str(self._folder), schema=whoosh_schema()).writer(limitmb=256, timeout=5.0)
        except LockError as error:
            raise _not_written(_("another run of this program is writing to it")) from error
        except OSError as error:
            raise _not_written(system_cause(error)) from error
        try:
            for key, values in changes:
                if values is None:
                    writer.delete_by_term("key", key)
                else:
                    writer.update_document(**values)
            writer.commit()
        except OSError as error:
            _cancel(writer)
            raise _not_written(system_cause(error)) from error
        except BaseException:
            _cancel(writer)
            raise

    def close(self) -> None:
        """Let go of the files."""
        if self._view is not None:
            self._view.close()
            self._view = None
            self._generation = -1

    def discard(self) -> None:
        """Throw the index away.

        Raises:
            KbError: a file of it cannot be removed.
        """
        self.close()
        try:
            if self._folder.exists():
                shutil.rmtree(self._folder)
        except OSError as error:
            raise _not_written(system_cause(error)) from error

    def _refreshed(self) -> IndexView:
        for attempt in range(_REFRESH_TRIES):
            try:
                found = whoosh_index.open_dir(str(self._folder), schema=whoosh_schema())
                generation = found.latest_generation()
                if self._view is None or generation != self._generation:
                    reader = found.reader()
                    self.close()
                    self._view, self._generation = IndexView(reader), generation
            except FileNotFoundError:
                # Another thread committed between reading the table of contents and opening its files.
                if attempt == _REFRESH_TRIES - 1:
                    raise
            else:
                return self._view
        raise AssertionError

    def _create(self) -> None:
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True)
        whoosh_index.create_in(str(self._folder), whoosh_schema())
        # Last, so that a half-made index has no manifest and is made again.
        write_atomically(self._manifest_path, json.dumps(asdict(self._manifest), indent=1))

    def _stored_manifest(self) -> object:
        try:
            return json.loads(self._manifest_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    @property
    def _manifest_path(self) -> Path:
        return self._folder / "manifest.json"


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
