"""Whether a folder lies on this computer or on a network drive."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

_NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "vboxsf"),
        *("fuse.sshfs", "fuse.davfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone"),
        # What a file manager connects to: shares look like folders of this computer there.
        *("fuse.gvfsd-fuse", "fuse.kio-fuse"),
    }
)
_MOUNTS = Path("/proc/self/mountinfo")
_DRIVE_REMOTE = 4
"""Of GetDriveTypeW, from winbase.h."""


def is_on_network(folder: Path) -> bool:
    """Return whether a folder, or where it would be made, is on a network drive; False if the system does not say."""
    if sys.platform == "win32":
        return _is_remote_for_windows(folder)
    with suppress(OSError):
        return network_type(folder, _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")) is not None
    return False


def network_type(folder: Path, mountinfo: str) -> str | None:
    """Return the kind of network drive that a folder is on, by a table of mounts as in proc_pid_mountinfo(5).

    None where it is none. Of several mounts in one place the last counts, as for the system.
    """
    place = folder.resolve()
    found: tuple[int, str] = (-1, "")
    for line in mountinfo.splitlines():
        before, _dash, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= found[0]:
            found = len(point.parts), after.split(" ")[0]
    return found[1] if found[1] in _NETWORK_TYPES else None


if sys.platform == "win32":

    def _is_remote_for_windows(folder: Path) -> bool:
        import ctypes

        drive = folder.resolve().drive
        if drive.startswith("\\\\"):
            return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC")
        return int(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")) == _DRIVE_REMOTE
