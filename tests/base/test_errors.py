"""Expected trouble is said in up to three sentences."""

from __future__ import annotations

import errno

import pytest

from kb_app.base.errors import CancelledError, KbError, system_cause

pytestmark = pytest.mark.usefixtures("english")


def test_an_error_says_what_why_and_what_to_do():
    trouble = KbError("The index could not be written.", "no space left", "Make room on the disk.")
    assert str(trouble) == "The index could not be written. Cause: no space left What to do: Make room on the disk."


def test_what_is_not_known_is_left_out():
    assert str(KbError("Stopped.")) == "Stopped."


def test_stopping_is_expected_trouble():
    assert isinstance(CancelledError(), KbError)
    assert str(CancelledError()) == "Stopped before it was finished."


def test_the_cause_is_the_systems_own_words_without_the_path():
    assert system_cause(OSError(errno.ENOSPC, "No space left on device", "/a/b")) == "No space left on device"
    assert system_cause(OSError("odd")) == "odd"
