"""How a second start asks the first window to come forward: a local socket (on Windows a pipe), no network.

One line of JSON at a time: the first says who it is, the second says what it wants and which files are to be opened,
the first says that it did it. Files come as absolute paths, a bounded number of them; anything else is no such wish.
Qt's network module is loaded with this file; the first window does that when it stands.
"""

from __future__ import annotations

import json
import logging
import os
import time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from kb_app.ui.application.foreground import allow_foreground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QByteArray

logger = logging.getLogger(__name__)

_LONGEST_LINE = 60_000
_LONGEST_PATH = 4_000
MOST_FILES = 500
_SILENCE_MS = 5_000
_WISH = "come forward"
_DONE = "here"


class Answer(StrEnum):
    """What a ring came to."""

    CAME = "came"
    """The window stands in front."""
    ELSEWHERE = "elsewhere"
    """It is on a screen that this person does not see."""
    NONE = "none"
    """Nobody opened; there may be somebody the next time."""


class WindowBell(QObject):
    """Listens for later starts of the program, in the process whose window is the first."""

    files_came = Signal(list)
    """Files (`Path`) that the person opened with the program."""

    def __init__(self, name: str, screen: str, come_forward: Callable[[], bool], parent: QObject | None = None) -> None:
        """`come_forward` brings the window to the front and returns whether it did."""
        super().__init__(parent)
        self._name = name
        self._greeting = {"pid": os.getpid(), "screen": screen}
        self._come_forward = come_forward
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self) -> bool:
        """Begin to listen; only whoever holds the window's lock may, for a killed process's socket is put aside."""
        QLocalServer.removeServer(self._name)
        listens = self._server.listen(self._name)
        if not listens:
            logger.warning("a second start cannot call this window: %s", self._server.errorString())
        return listens

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.setReadBufferSize(2 * _LONGEST_LINE)
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(partial(self._on_words, caller))
            QTimer.singleShot(_SILENCE_MS, caller, caller.abort)
            caller.write(_line(self._greeting))

    def _on_words(self, caller: QLocalSocket) -> None:
        """Do what is wanted; whatever else is said here ends the conversation."""
        if not caller.canReadLine() and caller.bytesAvailable() <= _LONGEST_LINE:
            return
        words = _words(caller.readLine(_LONGEST_LINE))
        files = _files(words.get("files", []))
        if words.get("want") == _WISH and files is not None and self._come_forward():
            caller.write(_line({"answer": _DONE}))
            if files:
                self.files_came.emit(files)
        caller.disconnectFromServer()


def ring(name: str, screen: str, until: float, files: Sequence[Path] = ()) -> Answer:
    """Ask the first window to come forward and wait for its answer, until a time of `time.monotonic()` at most.

    It opens `files` (absolute); as many as go into one wish, see `portions`.
    """
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_milliseconds(until)):
        return Answer.NONE
    try:
        greeting = _heard(socket, until)
        process = greeting.get("pid")
        if not isinstance(process, int):
            return Answer.NONE
        if greeting.get("screen") != screen:
            return Answer.ELSEWHERE
        allow_foreground(process)
        socket.write(_wish(files))
        return Answer.CAME if _heard(socket, until).get("answer") == _DONE else Answer.NONE
    finally:
        socket.abort()


def portions(files: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield files in groups that each go into one wish; a path that is too long for any is left out."""
    group: list[Path] = []
    for file in files:
        if len(str(file)) > _LONGEST_PATH or len(_wish([file])) > _LONGEST_LINE:
            logger.warning("a path is too long to be handed to the open window: %s", file)
            continue
        if len(group) == MOST_FILES or len(_wish([*group, file])) > _LONGEST_LINE:
            yield group
            group = []
        group.append(file)
    if group:
        yield group


def _wish(files: Sequence[Path]) -> bytes:
    return _line({"want": _WISH, "files": [str(file) for file in files]})


def _files(named: object) -> list[Path] | None:
    """The files of a wish; None where it is none that this program would send."""
    if not isinstance(named, list) or len(named) > MOST_FILES:
        return None
    is_sound = all(
        isinstance(path, str) and len(path) <= _LONGEST_PATH and "\0" not in path and Path(path).is_absolute()
        for path in named
    )
    return [Path(path) for path in named] if is_sound else None


def _heard(socket: QLocalSocket, until: float) -> dict[str, object]:
    """The next line of the other side, or nothing where none comes in time."""
    while not socket.canReadLine():
        if socket.bytesAvailable() > _LONGEST_LINE or not socket.waitForReadyRead(_milliseconds(until)):
            return {}
    return _words(socket.readLine(_LONGEST_LINE))


def _milliseconds(until: float) -> int:
    return max(0, round((until - time.monotonic()) * 1000))


def _line(words: dict[str, object]) -> bytes:
    return json.dumps(words).encode("ascii") + b"\n"


def _words(line: QByteArray) -> dict[str, object]:
    try:
        words = json.loads(bytes(line.data()))
    except (ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) else {}
