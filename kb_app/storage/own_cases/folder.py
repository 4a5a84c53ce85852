"""The folder of own cases: whether it can be reached, and what is said when it cannot be used."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """Where own cases lie. `is_named` says that the person named the place: then it is never made by us."""

    root: Path
    is_named: bool = False

    def trouble(self) -> OSError | None:
        """Return why the folder cannot be looked into; a folder of ours that is not there yet is no trouble.

        A named folder with nothing in it counts as out of reach: so looks the place where a share was before it was
        disconnected, and nothing may be taken for deleted then.
        """
        try:
            with os.scandir(self.root) as entries:
                if self.is_named and next(entries, None) is None:
                    return FileNotFoundError(errno.ENOENT, _("it is empty, as a share that is not connected"))
        except OSError as error:
            return None if isinstance(error, FileNotFoundError) and not self.is_named else error
        return None

    def require(self, what: str) -> None:
        """See to it that cases can be found here; `what` could not be done otherwise.

        Raises:
            KbError: the folder is out of reach.
        """
        trouble = self.trouble()
        if trouble is not None:
            raise self.away(what, trouble) from trouble

    def prepare(self, what: str) -> None:
        """See to it that a file can be put here.

        Raises:
            KbError: the folder is not there, or cannot be made.
        """
        with self.told(what):
            if not self.is_named:
                make_private_folder(self.root)
            elif not self.root.is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.root))

    def away(self, what: str, trouble: OSError) -> KbError:
        """Return what is said when the folder is out of reach."""
        cause = _("the folder of own cases is out of reach ({folder}: {cause})").format(
            folder=self.root, cause=folder_cause(trouble)
        )
        return KbError(what, cause, _("Nothing was lost. Connect the drive again, or name another folder."))

    @contextmanager
    def told(self, what: str) -> Iterator[None]:
        """Say in words that `what` could not be done because a file or a folder cannot be used."""
        try:
            yield
        except OSError as error:
            trouble = self.trouble()
            if trouble is not None and self.is_named:
                raise self.away(what, trouble) from error
            raise KbError(
                what,
                system_cause(error),
                _("Close programs that have the file open, see to rights and free space of the folder, and try again."),
            ) from error


def folder_cause(trouble: OSError) -> str:
    """Return why a folder is out of reach; that it is empty is said in our own words."""
    ours = trouble.errno == errno.ENOENT and trouble.filename is None
    return str(trouble.strerror) if ours else system_cause(trouble)


def file_mode(folder: Path) -> int:
    """Return the permissions of a new file in `folder`: whoever may look into the folder may read the file."""
    return folder.stat().st_mode & 0o666


def refuse_read_only(place: Path) -> None:
    """See to it that nobody has protected a file: renaming another one over it would get round that.

    Raises:
        PermissionError: somebody has.
    """
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))
