"""One process holds a lock; the system gives it back when the process is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb_app.base.file_lock import FileLock, held

ROOT = Path(__file__).resolve().parents[2]
_HOLD = """
import sys
from pathlib import Path
from kb_app.base.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_one_holds_it_and_the_next_takes_it_when_it_is_given_back(tmp_path: Path):
    first, second = FileLock(tmp_path / "new" / "a.lock"), FileLock(tmp_path / "new" / "a.lock")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert not second.is_held
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_many_share_it_and_keep_out_who_wants_it_alone(tmp_path: Path):
    first, second, alone = (FileLock(tmp_path / "a.lock") for _number in range(3))
    assert first.acquire(shared=True)
    assert second.acquire(shared=True)
    assert not alone.acquire()
    first.release()
    assert not alone.acquire()
    second.release()
    assert alone.acquire()
    assert not first.acquire(shared=True)
    alone.release()


def test_a_block_holds_it_or_is_told_at_once_that_it_cannot(tmp_path: Path):
    place = tmp_path / "a.lock"
    with held(place) as first:
        with held(place) as second:
            assert (first, second) == (True, False)
        assert not FileLock(place).acquire()
    with pytest.raises(KeyError), held(place):
        raise KeyError
    with held(place) as again:
        assert again


def test_it_goes_with_a_process_that_is_killed(tmp_path: Path):
    # Given a process that holds the lock
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "a.lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    lock = FileLock(tmp_path / "a.lock")
    assert not lock.acquire()
    # When it is killed, then the lock is free
    process.kill()
    process.communicate()
    assert lock.acquire()
    lock.release()
