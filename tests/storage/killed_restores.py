"""Kills a restore, and then its finishing, at every change to the disk, and looks at what the next start finds.

Run by test_restoring.py in a process of its own: data folder, backup, folder with the old state, state after a restore.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.paths import AppPaths
from kb_app.services.backup import Backup
from kb_app.storage.restoring import finish_pending, is_committed
from tests.precious_data import state

if TYPE_CHECKING:
    from collections.abc import Callable

_CHANGES = frozenset(("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.utime", "sqlite3.connect", "open"))


def main(data: Path, backup: Path, template: Path) -> None:
    """Print how many moments were tried, and how often the old and the new state was found."""
    paths = AppPaths.under(data)
    old = _fresh(paths, template)
    Backup(paths, lambda: "").restore(backup)
    new = state(paths)
    assert new != old
    found = {"old": 0, "new": 0}
    for moment in itertools.count(1):
        _fresh(paths, template)
        killed = _killed_at(moment, lambda: Backup(paths, lambda: "").restore(backup))
        counts = is_committed(paths)
        # The next start is killed too, a little later each time, and the one after it is not.
        _killed_at(moment % 11 + 1, lambda: finish_pending(paths))
        finish_pending(paths)
        now = state(paths)
        assert now == new if counts or not killed else now in (old, new), (moment, counts)
        assert not paths.restoring_dir.exists(), moment
        found["new" if now == new else "old"] += 1
        if not killed:
            break
    print(moment, found["old"], found["new"])


def _fresh(paths: AppPaths, template: Path) -> dict[str, Any]:
    shutil.rmtree(paths.data_dir, ignore_errors=True)
    shutil.copytree(template, paths.data_dir)
    return state(paths)


def _killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Do `work` in a process that is killed before its change number `moment`; return whether it came to that."""
    child = os.fork()
    if child == 0:
        left = itertools.count(moment - 1, -1)

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            changes = event in _CHANGES and (event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR))
            if changes and next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        work()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert status == 0
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
