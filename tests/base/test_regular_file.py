"""What is no ordinary file is refused at once, in words."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from kb_app.base.errors import system_cause
from kb_app.base.regular_file import open_regular, read_regular

pytestmark = pytest.mark.usefixtures("english")


def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text\r\n")
    assert read_regular(tmp_path / "a") == b"text\r\n"


def test_a_folder_is_refused_as_one(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as refused:
        open_regular(tmp_path)
    assert system_cause(refused.value) == "it is a folder"


def test_what_is_not_there_is_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "a")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="ordinary") as refused:
            open_regular(tmp_path / name)
        assert system_cause(refused.value) == "it is no ordinary file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no device without an end")
def test_a_device_is_not_read_without_end() -> None:
    with pytest.raises(OSError, match="ordinary"):
        read_regular(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX") or os.name == "nt", reason="sockets are no files here")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the whole path may be too long for a socket
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        with pytest.raises(OSError, match="ordinary") as refused:
            open_regular(tmp_path / "s")
    assert refused.value.errno == errno.EINVAL
