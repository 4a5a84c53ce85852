"""The texts that local copies were made from."""

from __future__ import annotations

import os
import time

import pytest

from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.originals import ORIGINALS, Originals, version_of

DAYS = 24 * 60 * 60


@pytest.fixture
def root(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def originals(root):
    return Originals(OwnFolder(root))


def age(root, days):
    """Let all that is kept be as old."""
    for place in (root / ORIGINALS).iterdir():
        os.utime(place, (time.time() - days * DAYS,) * 2)


def test_a_text_is_given_as_it_was_kept(originals):
    origin = originals.keep("toyonaka", "# 豊中市\n")
    assert (origin.id, origin.version) == ("toyonaka", version_of("# 豊中市\n"))
    assert originals.text(origin) == "# 豊中市\n"


def test_a_text_that_was_changed_by_hand_is_not_given(originals, root):
    origin = originals.keep("toyonaka", "# 豊中市\n")
    [place] = (root / ORIGINALS).iterdir()
    place.write_text("# 別\n", encoding="utf-8")
    assert originals.text(origin) is None
    # and is what it was when it is asked for again
    originals.keep("toyonaka", "# 豊中市\n")
    assert originals.text(origin) == "# 豊中市\n"


def test_texts_are_forgotten_after_half_a_year(originals, root):
    old = originals.keep("toyonaka", "# 豊中市\n")
    age(root, days=181)
    young = originals.keep("sendai", "# 仙台市\n")
    originals.forget_old()
    assert originals.text(old) is None
    assert originals.text(young) == "# 仙台市\n"


def test_a_text_that_was_asked_for_again_waits_another_half_year(originals, root):
    origin = originals.keep("toyonaka", "# 豊中市\n")
    age(root, days=181)
    originals.keep("toyonaka", "# 豊中市\n")
    originals.forget_old()
    assert originals.text(origin) == "# 豊中市\n"
