"""A few kills of every kind, and whether the check would tell if something was lost (all of it: `build/dev.py crash`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.driver import Trial
from tests.crash.faults import FAULTS
from tests.crash.kinds import KINDS, Kind
from tests.crash.run import main

SEED = 20261126
_KILLS = {"services": 4, "migration": 2, "own_cases": 3}
_MOST_KILLS = 4
_MOST_OPERATIONS = 40
KIND = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_confirmed_is_there_after_kills(kind: Kind, tmp_path: Path):
    if kind.missing():
        return  # the script says so; there is nothing to kill
    # Given a data folder that goes on being used
    trial = Trial(replace(kind, first=min(kind.first, _MOST_OPERATIONS)), tmp_path, SEED)
    for _kill in range(_KILLS.get(kind.name, 1)):
        # When a program that works on it is killed, then the next start finds everything that was confirmed
        assert trial.kill_one() == []
    # and operations had been confirmed or were going on
    assert trial.tally.confirmed or trial.tally.hits


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_tells_what_a_faulty_program_loses(fault: str, tmp_path: Path):
    # Given a program that confirms what it does not keep, keeps halves, or indexes not everything
    trial = Trial(replace(KIND["services"], first=_MOST_OPERATIONS), tmp_path, SEED, fault)
    # When it is killed a few times, then the check tells
    assert any(trial.kill_one() for _kill in range(_MOST_KILLS))
    assert trial.tally.problems[0].startswith(f"seed {SEED}, kind services, kill ")
    # and the folder is kept
    assert trial.tally.folders[0].is_dir()


def test_the_script_says_how_many_kills_there_were_and_ends_well(capsys: pytest.CaptureFixture[str]):
    assert main(["--kills", "1", "--only", "migration", "--seed", "5"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("migration     1 kills, ")
    assert said[-1].startswith("1 kills, ")
    assert said[-1].endswith(" s: nothing was lost")
