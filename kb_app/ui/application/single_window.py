"""One window writes to a data folder: a second start brings the first one forward or, where it cannot, only reads."""

from __future__ import annotations

import logging
import os
import sys
import time
from enum import StrEnum
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.file_lock import FileLock
from kb_app.base.i18n import _
from kb_app.ui.application.foreground import come_forward, screen_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from kb_app.base.paths import AppPaths
    from kb_app.ui.application.window_bell import WindowBell

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 3.0
_PAUSE_SECONDS = 0.1


class Standing(StrEnum):
    """What this process is to the data folder."""

    FIRST = "first"
    """It holds the lock: its window may write."""
    SECOND = "second"
    """The first window came forward, and nothing is left to do."""
    READER = "reader"
    """Its window only reads; `SingleWindow.notice` says why."""


class SingleWindow:
    """The lock of the window, and the bell by which a second start calls the first; close it at the end."""

    def __init__(self, paths: AppPaths, files: Sequence[Path] = ()) -> None:
        """`files` are what this start is to open: here, or in the window that is open already."""
        self._files = tuple(files)
        self._lock = FileLock(paths.window_lock)
        self._data_dir = paths.data_dir
        self._bell: WindowBell | None = None
        self.notice = ""

    def enter(self) -> Standing:
        """Take the lock or call whoever holds it. Within a few seconds the first may still be starting or ending.

        Raises:
            KbError: the first window came forward and then took only a part of the files.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        try:
            while not self._lock.acquire():
                standing = self._call(until)
                if standing is not None:
                    return standing
                time.sleep(_PAUSE_SECONDS)
        except OSError as error:
            text = _("The data folder cannot be written ({cause}). You can search and read; nothing can be changed.")
            self.notice = text.format(cause=system_cause(error))
            return Standing.READER
        return Standing.FIRST

    def listen(self, window: QWidget, open_files: Callable[[list[Path]], object] | None = None) -> None:
        """Let later starts bring the window forward and open files in it; to be called when it stands.

        Loading that takes a moment.
        """
        if not self._lock.is_held:
            return
        try:
            from kb_app.ui.application.window_bell import WindowBell
        except ImportError as error:
            _say_missing_library(error)
            return
        self._bell = WindowBell(socket_name(self._data_dir), screen_name(), lambda: come_forward(window), window)
        if open_files is not None:
            self._bell.files_came.connect(open_files)
        self._bell.listen()

    def close(self) -> None:
        """Listen no more, and let the next one write."""
        if self._bell is not None:
            self._bell.close()
            self._bell = None
        self._lock.release()

    def _call(self, until: float) -> Standing | None:
        """Call the first; None where it is worth another try."""
        try:
            from kb_app.ui.application.window_bell import Answer, portions, ring
        except ImportError as error:
            _say_missing_library(error)
            return self._read_only()
        name, screen = socket_name(self._data_dir), screen_name()
        first, *others = list(portions(self._files)) or [[]]
        answer = ring(name, screen, until, first)
        if answer is Answer.CAME:
            for number, files in enumerate(others):
                if not self._hand_over(files):
                    raise _not_opened(sum(map(len, others[number:])))
            return Standing.SECOND
        if answer is Answer.ELSEWHERE or time.monotonic() > until:
            return self._read_only()
        return None

    def _hand_over(self, files: Sequence[Path]) -> bool:
        """Have the first window open more files; return whether it said that it does.

        It drops what is named twice, so that a wish whose answer was too late may be said again.
        """
        from kb_app.ui.application.window_bell import Answer, ring

        name, screen = socket_name(self._data_dir), screen_name()
        until = time.monotonic() + _PATIENCE_SECONDS
        while ring(name, screen, until, files) is not Answer.CAME:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE_SECONDS)
        return True

    def _read_only(self) -> Standing:
        self.notice = _(
            "The program is open in another window that could not be brought forward (it does not answer, or it is on"
            " another screen or computer). You can search and read here. To change anything, close the other one and"
            " start again."
        )
        return Standing.READER


def socket_name(data_dir: Path) -> str:
    """Return the name of the socket of a user and data folder: short, because its path may have 107 bytes."""
    import hashlib  # it loads OpenSSL, for which the window does not wait

    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    place = f"{user}\n{os.path.normcase(data_dir.resolve())}"
    return f"dx-casebook-{hashlib.sha256(place.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def _not_opened(count: int) -> KbError:
    return KbError(
        _("Not all files were opened; {count} are missing.").format(count=f"{count:,}"),
        _("the window that is open does not answer any more"),
        _("Drag their folder into that window, or open the files again."),
    )


def _say_missing_library(error: ImportError) -> None:
    """On a Linux without Kerberos' library Qt's network module is not loaded; the program does well without it."""
    logger.warning("windows cannot call each other here: %s", error)
