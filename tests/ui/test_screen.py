"""Linux without a screen, or with one that does not answer."""

from __future__ import annotations

import os
import queue
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kb_app.base.errors import KbError
from kb_app.ui.application import screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
FIRST_PORT_OF_X = 6000


@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_screen_it_draws_into_memory_only_where_nobody_has_to_see_it(monkeypatch, display):
    # Given no screen, or one that does not answer
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display)
    # When a person wants the window, it says so in words
    with pytest.raises(KbError, match="DISPLAY"):
        screen.choose_platform(needs_screen=True)
    assert "QT_QPA_PLATFORM" not in os.environ
    # When a check wants it, it is drawn into memory
    screen.choose_platform(needs_screen=False)
    assert os.environ.pop("QT_QPA_PLATFORM") == "offscreen"


@pytest.mark.parametrize("platform", ["xcb", "wayland", "wayland;xcb", "xcb:1"])
def test_a_screen_that_was_asked_for_and_is_not_there_is_said_in_words(monkeypatch, tmp_path, platform):
    # Given the names of screens that do not answer
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-4711")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    # When the window is tried on them, then Qt is not asked to, and nothing else is tried instead
    with pytest.raises(KbError, match="DISPLAY"):
        screen.choose_platform(needs_screen=False)
    assert os.environ["QT_QPA_PLATFORM"] == platform
    # When another way to draw is allowed, then it is left to Qt
    monkeypatch.setenv("QT_QPA_PLATFORM", f"{platform};offscreen")
    screen.choose_platform(needs_screen=False)


@pytest.mark.parametrize("platform", [None, "wayland"])
def test_a_screen_of_wayland_is_where_its_socket_answers(monkeypatch, tmp_path, platform):
    monkeypatch.setenv("WAYLAND_DISPLAY", "w")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    if platform:
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w"))
        server.listen()
        screen.choose_platform(needs_screen=True)
    with pytest.raises(KbError):
        screen.choose_platform(needs_screen=True)


@contextmanager
def x_server(monkeypatch, answer: bytes) -> Iterator[queue.Queue[bytes]]:
    """A server of X on this computer that gives everybody one answer; yields what it hears, b"" at the end of each."""
    heard: queue.Queue[bytes] = queue.Queue()

    class OneAnswer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heard.put(self.request.recv(4096))
            self.request.sendall(answer)
            heard.put(self.request.recv(4096))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OneAnswer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.server_address[1] - FIRST_PORT_OF_X}")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        yield heard
        server.shutdown()


def test_a_screen_that_lets_nobody_in_is_none(monkeypatch):
    # Given an X server that answers everybody as one without the right
    with x_server(monkeypatch, struct.pack("<BBHHH", 0, 4, 11, 0, 1) + b"no!\n") as heard:
        # When the window is to be shown there, then it is said in words
        with pytest.raises(KbError):
            screen.choose_platform(needs_screen=True)
        assert heard.get(timeout=5)


def test_a_screen_is_held_until_qt_holds_it(monkeypatch):
    # Given an X server, of one screen without anything, which would begin anew when its last client leaves
    one_screen = bytes(16) + struct.pack("<HHBB", 0, 65535, 1, 0) + bytes(10) + bytes(40)
    welcome = struct.pack("<BBHHH", 1, 0, 11, 0, len(one_screen) // 4) + one_screen
    with x_server(monkeypatch, welcome) as heard:
        # When it is looked for
        let_go = screen.choose_platform(needs_screen=True)
        # Then there is one connection, which ends only when it is let go of
        assert heard.get(timeout=5)
        with pytest.raises(queue.Empty):
            heard.get(timeout=0.3)
        let_go()
        assert heard.get(timeout=5) == b""


def test_the_verb_gui_says_that_there_is_no_screen_instead_of_hanging(tmp_path):
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in names}
    done = subprocess.run(
        [sys.executable, "-m", "kb_app", "--data-dir", str(tmp_path), "gui"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=30,
    )
    assert done.returncode != 0
    assert "DISPLAY" in done.stderr
    assert "Traceback" not in done.stderr
