"""Linux without a screen, or with one that does not answer."""

from __future__ import annotations

import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading

import pytest

from kb_app.base.errors import KbError
from kb_app.ui.application import screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")


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


def test_a_screen_that_lets_nobody_in_is_none(monkeypatch):
    # Given an X server that answers everybody as one without the right
    refusal = struct.pack("<BBHHH", 0, 4, 11, 0, 1) + b"no!\n"
    asked: list[bytes] = []

    class Refuser(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(4096))
            if asked[-1]:
                self.request.sendall(refusal)

    number = 20_000 + os.getpid() % 10_000
    with socketserver.ThreadingUnixStreamServer(f"\0/tmp/.X11-unix/X{number}", Refuser) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("DISPLAY", f":{number}")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        # When the window is to be shown there, then it is said in words
        with pytest.raises(KbError):
            screen.choose_platform(needs_screen=True)
        server.shutdown()
    assert any(asked)


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
