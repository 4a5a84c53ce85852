"""Which folders lie on a network drive."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kb_app.base.drives import is_on_network, network_type
from kb_app.cli.parser import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts are Linux' way")

MOUNTS = r"""
25 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 25 0:35 / /home/share rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2
41 25 0:36 / /home/share/local rw - ext4 /dev/vdb rw
42 25 0:37 / /mnt/office\040files rw,relatime shared:21 - cifs //server/files rw
43 25 0:38 / /run/user/1000/remote rw - fuse.sshfs host: rw
44 25 0:39 / /run/user/1000/gvfs rw,nosuid shared:22 - fuse.gvfsd-fuse gvfsd-fuse rw
a line that is none
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/tanaka", None),
        ("/home/share", "nfs4"),
        ("/home/share/tanaka/data", "nfs4"),
        ("/home/shared", None),
        ("/home/share/local/data", None),
        ("/mnt/office files/総務課", "cifs"),
        ("/run/user/1000/remote/x", "fuse.sshfs"),
        ("/run/user/1000/gvfs/smb-share:server=s,share=x/data", "fuse.gvfsd-fuse"),
    ],
)
def test_the_nearest_mount_decides(folder, kind):
    assert network_type(Path(folder), MOUNTS) == kind


def test_of_two_mounts_in_one_place_the_last_counts():
    assert network_type(Path("/home/share/x"), f"{MOUNTS}44 25 0:39 / /home/share rw - tmpfs none rw") is None


def test_a_folder_of_this_computer_is_not_on_the_network(tmp_path):
    assert not is_on_network(tmp_path / "not made yet")


@pytest.fixture
def share(tmp_path, monkeypatch):
    """A data folder on a network drive."""
    table = tmp_path / "mountinfo"
    table.write_text(f"40 25 0:35 / {tmp_path / 'share'} rw - cifs //server/share rw\n", encoding="utf-8")
    monkeypatch.setattr("kb_app.base.drives._MOUNTS", table)
    return tmp_path / "share" / "data"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "words", [["note", "add", "-", "text"], ["list"], ["restore", "FILE"], ["library"], ["gui"], []]
)
def test_data_on_a_network_drive_are_refused_before_more_than_a_log_is_written(share, tmp_path, capsys, words):
    backup = tmp_path / "backup.zip"
    assert main(["--data-dir", str(tmp_path / "here"), "backup", str(backup)]) == 0
    words = [str(backup) if word == "FILE" else word for word in words]

    assert main(["--data-dir", str(share), "--lang", "en", *words]) == 1

    assert "network drive" in capsys.readouterr().err
    assert {place.name for place in share.iterdir()} <= {"logs"}


def test_what_lies_on_a_network_drive_can_be_brought_away(share, tmp_path):
    backup = tmp_path / "backup.zip"
    assert main(["--data-dir", str(share), "backup", str(backup)]) == 0
    assert backup.stat().st_size > 0
