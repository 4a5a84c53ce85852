"""The index on the disk: made, brought up to date and opened. It can be thrown away at any time.

Its files hold pickles, so an index is opened only when the manifest says that we wrote it (see `index_folders`). Runs
write in batches: whatever was committed stays when a run is stopped or killed, and the next one goes on from there.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from whoosh import index as whoosh_index
from whoosh.index import LockError

from kb_app.base.errors import KbError, not_written, system_cause
from kb_app.base.i18n import _
from kb_app.search.change_mark import read_mark, write_mark
from kb_app.search.checksums import Checksums
from kb_app.search.file_times import add_times, read_times, time_of
from kb_app.search.index_folders import IndexFolders
from kb_app.search.mapped_storage import open_index
from kb_app.search.row_writer import RowWriter
from kb_app.search.schema import whoosh_schema
from kb_app.search.segments import open_reader
from kb_app.search.turn import turn
from kb_app.search.view import IndexView

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path

    from whoosh.writing import IndexWriter

    from kb_app.base.progress import Report
    from kb_app.search.manifest import Manifest
    from kb_app.search.schema import Row

logger = logging.getLogger(__name__)

Change = tuple[str, "dict[str, Any] | None"]
"""The key of a row, and its new values (see `rows.RowMaker`) or None."""

BATCH = 2000
"""Rows in a commit. A commit has a cost of its own (a file of terms, its checksum, a segment that every search looks
into), so few are better; but the rows of one are held in memory, and are what a killed run loses."""
FIRST_BATCH = 250
"""Rows in the first commit where nothing answers yet: after a second or two there is something to be found."""

_REFRESH_TRIES = 10
_LOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a run writes to: the index that answers (`in_place`), or a new one that may have been begun already."""

    folder: Path
    in_place: bool
    is_finished: bool
    is_beside: bool
    """Whether another index answers until this one is whole."""
    stamp: tuple[str, ...]

    @property
    def is_begun(self) -> bool:
        """Whether there are rows in it, perhaps."""
        return self.folder.is_dir()


class SearchIndex:
    """The index below one folder, for one thread."""

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self._folders = IndexFolders(root, manifest)
        self._checksums = Checksums()
        self._view: IndexView | None = None
        self._state: tuple[str, int] | None = None
        self._glance: tuple[object, ...] = ()

    def view(self) -> IndexView:
        """Return the newest state; the same object until something was committed.

        Raises:
            KbError: there is no index of ours, or it is damaged.
        """
        for attempt in range(_REFRESH_TRIES):
            try:
                if self._view is not None and self._is_unchanged():
                    return self._view
                return self._refreshed(self._current())
            except FileNotFoundError as error:
                # Another thread committed, or put a new index in its place, between two of our steps.
                if attempt == _REFRESH_TRIES - 1:
                    raise _unusable(_("its files are damaged")) from error
            except KbError:
                raise
            except OSError as error:
                raise _unusable(system_cause(error)) from error
            except Exception as error:  # Whoosh raises anything on files that are cut off or overwritten
                logger.warning("the index cannot be opened: %r", error)
                raise _unusable(_("its files are damaged")) from error
        raise AssertionError

    @property
    def is_absent(self) -> bool:
        """Whether no index was ever made here."""
        return self._folders.is_absent

    def is_sound(self) -> bool:
        """Return whether there is an index of ours that opens and whose files are what was written.

        A file that was found good is not read again until its size or time changes.
        """
        try:
            is_good = self._checksums.are_good(self._current())
            if is_good:
                self.view()
        except (KbError, OSError):
            return False
        return is_good

    def draft(self, *, rebuild: bool = False) -> Draft:
        """Return what a run writes to; nothing is made or locked yet.

        Without a sound index, or with `rebuild`, that is a new one: the one that an earlier run began, where there
        is one and it is sound.

        Raises:
            KbError: the folder of the index is out of reach.
        """
        is_sound = self.is_sound()
        try:
            stamp = self._folders.stamp()
            if is_sound and not rebuild:
                return Draft(self._current(), True, self._folders.is_finished(), False, stamp)
            begun = self._folders.begun()
            if begun is not None and self._opens(begun):
                return Draft(begun, False, False, is_sound, stamp)
        except NotADirectoryError:
            stamp = ()
        except OSError as error:
            raise self._not_written(error) from error
        return Draft(self._folders.new(), False, False, is_sound, stamp)

    def rows(self, draft: Draft) -> Iterator[Row]:
        """Yield what is already in a draft, with the times that its files were seen with last.

        Raises:
            KbError: it cannot be read.
        """
        times = read_times(draft.folder)
        for row in self._rows(draft):
            modified = time_of(times, row.key, row.content_hash, row.modified)
            yield row if modified == row.modified else replace(row, modified=modified)

    def remember_times(self, draft: Draft, times: Mapping[str, tuple[int, str]]) -> None:
        """Remember that files (by key) have another time (ns) and the same content (its hash) as before."""
        add_times(draft.folder, times)

    def taken_over(self, draft: Draft) -> int:
        """Return the number of the last change of notes, tags and status that is in a draft."""
        return read_mark(draft.folder)

    def remember_taken_over(self, draft: Draft, number: int) -> None:
        """Remember up to which change notes, tags and status are in a draft."""
        if number != read_mark(draft.folder):
            write_mark(draft.folder, number)

    @contextmanager
    def turn(self, report: Report) -> Iterator[None]:
        """Keep other runs from writing; wait for one that makes the first index, and a little for any other.

        Raises:
            KbError: the folder cannot be written, or another run keeps writing.
        """
        with self._told_in_words(), turn(self._folders.root, report, self._folders.is_finished):
            yield

    def is_current(self, draft: Draft) -> bool:
        """Return whether no other run has committed anything since the draft was made."""
        return self._folders.stamp() == draft.stamp

    def write(self, draft: Draft, changes: Iterable[Change], known: Container[str]) -> None:
        """Commit rows in batches: each (key, values) replaces the row of its key, (key, None) takes it out.

        `known` holds the keys of the rows that are there (see `rows`); a key comes once in a run. Where nothing
        answers, a new index is put in place after its first batch, else when it is whole. Whatever `changes` raises
        leaves what was committed until then. To be called in a `turn`.

        Raises:
            KbError: the folder cannot be written.
        """
        with self._told_in_words():
            if not draft.is_begun:
                self._make(draft.folder)
            kept = draft.in_place or draft.folder == self._folders.begun()
            try:
                for batch in _batches(changes, BATCH if draft.in_place or draft.is_beside else FIRST_BATCH):
                    self._commit(draft.folder, batch, known)
                    self._checksums.record(draft.folder)
                    self._keep(draft)
                    kept = True
            except BaseException:
                if not kept:
                    shutil.rmtree(draft.folder, ignore_errors=True)
                raise
            self._finish(draft)

    @contextmanager
    def _told_in_words(self) -> Iterator[None]:
        try:
            yield
        except LockError as error:
            cause = _("another run of this program is writing to it")
            remedy = _("Wait until that is finished, and try again.")
            raise KbError(_("The search index could not be written."), cause, remedy) from error
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> KbError:
        what, kept = _("The search index could not be written."), _("Your notes and cases stay as they are.")
        return not_written(self._folders.root.parent, error, what, kept)

    def close(self) -> None:
        """Let go of the files."""
        if self._view is not None:
            self._view.close()
            self._view = self._state = None
            self._glance = ()

    def _current(self) -> Path:
        try:
            folder = self._folders.current()
        except OSError as error:
            raise _unusable(system_cause(error)) from error
        if folder is None:
            is_none = self._folders.is_absent
            raise _unusable(
                _("there is none yet") if is_none else _("it was made by another version or for other data")
            )
        return folder

    def _is_unchanged(self) -> bool:
        """Whether the open view is still the newest state."""
        try:
            return self._state is not None and self._folders.glance(self._folders.root / self._state[0]) == self._glance
        except OSError:
            return False  # swept away or out of reach: opening tells which

    def _refreshed(self, folder: Path) -> IndexView:
        glance = self._folders.glance(folder)  # before opening: what is committed meanwhile is seen the next time
        found = open_index(folder)
        state = (folder.name, found.latest_generation())
        if self._view is None or state != self._state:
            view = IndexView(open_reader(found, self._view.reader if self._view is not None else None))
            self.close()
            self._view, self._state = view, state
        self._glance = glance
        return self._view

    def _rows(self, draft: Draft) -> Iterable[Row]:
        if draft.in_place:
            return self.view().rows.values()
        if not draft.is_begun:
            return ()
        reader = open_reader(open_index(draft.folder))
        try:
            return IndexView(reader).rows.values()
        finally:
            reader.close()

    def _opens(self, folder: Path) -> bool:
        try:
            if self._checksums.are_good(folder):
                open_reader(open_index(folder)).close()
                return True
        except Exception as error:  # noqa: BLE001 (Whoosh raises anything on files that are cut off)
            logger.warning("the index that was begun cannot be gone on with: %r", error)
        return False

    def _commit(self, folder: Path, changes: Iterable[Change], known: Container[str]) -> None:
        writer = RowWriter(open_index(folder), _LOCK_SECONDS)
        try:
            for key, values in changes:
                # Whoosh's own way of replacing opens a searcher for every row.
                if key in known:
                    writer.delete_by_term("key", key)
                if values is not None:
                    writer.add_document(**values)
            writer.save()
        except BaseException:
            _cancel(writer)
            raise

    def _make(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        whoosh_index.create_in(str(folder), whoosh_schema())

    def _keep(self, draft: Draft) -> None:
        """After a batch: see to it that the next run finds the rows again, and searches where nothing else answers."""
        if draft.is_beside:
            self._folders.begin(draft.folder)
        elif not draft.in_place:
            self.close()
            self._folders.put_in_place(draft.folder, finished=False)

    def _finish(self, draft: Draft) -> None:
        if not (draft.in_place and draft.is_finished):
            self._checksums.record(draft.folder)
            self.close()
            self._folders.put_in_place(draft.folder, finished=True)


def _batches(changes: Iterable[Change], first_size: int) -> Iterator[Iterator[Change]]:
    """Cut a run into batches, none of them empty; each is to be used up before the next is asked for."""
    rest, size = iter(changes), first_size
    for first in rest:
        yield chain([first], islice(rest, size - 1))
        size = BATCH


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
