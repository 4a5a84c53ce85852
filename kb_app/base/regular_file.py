"""Opening a file that somebody named: a pipe or a device would let the program wait for ever, or read without end."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(place: Path) -> BinaryIO:
    """Open an ordinary file for reading bytes; a link to one is one.

    Raises:
        OSError: it cannot be opened, or is a folder, a pipe, a socket or a device.
    """
    _refuse_other(place, place.stat())  # before it is opened: opening some devices does something
    file = open(place, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))  # noqa: SIM115 (the caller closes it)
    try:
        _refuse_other(place, os.fstat(file.fileno()))  # what was opened may be another one by now
    except BaseException:
        file.close()
        raise
    return file


def read_regular(place: Path) -> bytes:
    """Return what is in an ordinary file.

    Raises:
        OSError: as of `open_regular`, or it cannot be read.
    """
    with open_regular(place) as file:
        return file.read()


def _refuse_other(place: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, _("it is no ordinary file"), str(place))
