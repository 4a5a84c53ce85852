"""How a second start asks the first window to come forward: a local socket (on Windows a pipe), no network.

One line of JSON at a time: the first says who it is, the second says what it wants, the first says that it did it.
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
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QByteArray

logger = logging.getLogger(__name__)

_LONGEST_LINE = 30_000  # a few paths of Windows, which may be 32,767 characters, but are not
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

    files_given = Signal(list)
    """The later start was given these files (`Path`), and leaves them to this window."""

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
        if words.get("want") == _WISH and self._come_forward():
            caller.write(_line({"answer": _DONE}))
            files = words.get("files")
            if isinstance(files, list) and files:
                self.files_given.emit([Path(file) for file in files if isinstance(file, str)])
        caller.disconnectFromServer()


def ring(name: str, screen: str, until: float, files: Sequence[Path] = ()) -> Answer:
    """Ask the first window to come forward, with files to look at, and wait for its answer.

    `until` is a time of `time.monotonic()`.
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
        socket.write(_line({"want": _WISH, "files": [str(file) for file in files]}))
        return Answer.CAME if _heard(socket, until).get("answer") == _DONE else Answer.NONE
    finally:
        socket.abort()


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
