"""Expected trouble is said in up to three sentences."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kb_app.base import i18n
from kb_app.base.errors import CancelledError, KbError, not_written, system_cause
from kb_app.base.paths import AppPaths

pytestmark = pytest.mark.usefixtures("english")


def test_an_error_says_what_why_and_what_to_do():
    trouble = KbError("The index could not be written.", "no space left", "Make room on the disk.")
    assert str(trouble) == "The index could not be written. Cause: no space left What to do: Make room on the disk."


def test_what_is_not_known_is_left_out():
    assert str(KbError("Stopped.")) == "Stopped."


def test_stopping_is_expected_trouble():
    assert isinstance(CancelledError(), KbError)
    assert str(CancelledError()) == "Stopped before it was finished."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "this user has no right to it"),
        (errno.EROFS, "the file or its folder is read-only"),
        (errno.ENOENT, "it is not there"),
    ],
)
def test_a_usual_cause_is_said_in_our_words_without_the_path(number: int, said: str):
    assert system_cause(OSError(number, os.strerror(number), "/a/b")) == said


def test_a_usual_cause_is_said_in_the_language_of_the_person():
    i18n.install("ja", AppPaths.under(Path()).locales_dir)
    assert system_cause(PermissionError(errno.EACCES, "Permission denied")) == "このユーザーに権限がありません"


def test_a_file_that_another_program_has_open_is_told_from_missing_rights():
    error = PermissionError(errno.EACCES, "Permission denied")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert system_cause(error) == "another program has it open"


def test_a_rare_cause_is_said_in_the_systems_own_words():
    assert system_cause(OSError(errno.EDOM, "Out of domain", "/a/b")) == "Out of domain"
    assert system_cause(OSError("odd")) == "odd"


def test_a_folder_that_windows_opened_as_a_file_is_called_a_folder(tmp_path: Path):
    # Given what Windows' C library says of it, and what Windows itself says of a folder that one may not look into
    opened, refused = (PermissionError(errno.EACCES, "Permission denied", str(tmp_path)) for _number in range(2))
    opened.winerror = None  # type: ignore[attr-defined,unused-ignore]
    refused.winerror = 5  # type: ignore[attr-defined,unused-ignore]
    assert system_cause(opened) == "it is a folder"
    assert system_cause(refused) == "this user has no right to it"


def test_that_the_data_folder_is_full_comes_before_what_could_not_be_done(tmp_path: Path):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "x"))
    trouble = not_written(tmp_path, full, "The pack was not taken in.", "Nothing was changed.")
    assert str(trouble) == (
        f"The data folder {tmp_path} is full. The pack was not taken in. Nothing was changed."
        " What to do: Make room on its disk, and try again."
    )


def test_that_the_data_folder_cannot_be_written_comes_first_too(tmp_path: Path):
    # Given a folder that is not there, which nobody can write to
    folder = tmp_path / "nowhere"
    trouble = not_written(folder, OSError(errno.EROFS, ""), "The pack was not taken in.")
    assert trouble.what == f"The data folder {folder} cannot be written. The pack was not taken in."
    assert trouble.cause == "the file or its folder is read-only"
    assert str(folder) in trouble.remedy


def test_a_single_file_that_cannot_be_written_is_not_said_of_the_whole_folder(tmp_path: Path):
    trouble = not_written(tmp_path, PermissionError(errno.EACCES, ""), "The pack was not taken in.")
    assert trouble.what == "The pack was not taken in."
    assert trouble.cause == "this user has no right to it"
    other = not_written(tmp_path, OSError(errno.EIO, ""), "The pack was not taken in.", "Nothing was changed.")
    assert (other.what, other.cause) == ("The pack was not taken in. Nothing was changed.", "the disk reports an error")
