"""The two kinds of trouble: what a person can be told (`KbError`), and everything else, which is a bug."""

import errno
import os
from pathlib import Path

from kb_app.base.i18n import _

_WINDOWS_IN_USE = (32, 33)
"""Another process has the file, or a part of it. Windows tells C programs that this is a matter of rights."""


class KbError(Exception):
    """Expected trouble, worded for the person in front of the program.

    `what` says what could not be done, `cause` why, `remedy` what to do about it. All three are
    sentences in the interface language; the last two may be empty.
    """

    def __init__(self, what: str, cause: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [self.what]
        if self.cause:
            parts.append(_("Cause: {cause}").format(cause=self.cause))
        if self.remedy:
            parts.append(_("What to do: {remedy}").format(remedy=self.remedy))
        return " ".join(parts)


class CancelledError(KbError):
    """The person stopped a long task; raised at the task's next progress report."""

    def __init__(self) -> None:
        super().__init__(_("Stopped before it was finished."))


def system_cause(error: OSError) -> str:
    """Return why the operating system refused, in the person's language, without a path.

    Rare causes are said in the system's own words, which may be English.
    """
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return _("another program has it open")
    if _is_folder_opened_as_file(error):
        return _("it is a folder")
    return _known_causes().get(error.errno or 0) or error.strerror or str(error)


def not_written(folder: Path, error: OSError, what: str, kept: str = "") -> KbError:
    """Return the trouble that `what` could not be done for want of writing; `kept` says what stays as it was.

    Where the data folder as a whole is the reason, because it is full or cannot be written, that is said first.
    """
    said = " ".join(part for part in (what, kept) if part)
    if is_full(error):
        full = _("The data folder {folder} is full.").format(folder=folder)
        return KbError(f"{full} {said}", "", _("Make room on its disk, and try again."))
    if is_refused(error):
        if not os.access(folder, os.W_OK):
            said = " ".join((_("The data folder {folder} cannot be written.").format(folder=folder), said))
        remedy = _("See to it that this user may write to {folder} and all that is in it, and try again.")
        return KbError(said, system_cause(error), remedy.format(folder=folder))
    return KbError(said, system_cause(error), _("See to that, and try again."))


def is_full(error: OSError) -> bool:
    """Return whether the disk has no room left, or none for this user."""
    return error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def is_refused(error: OSError) -> bool:
    """Return whether the place is read-only, or this user has no right to write to it."""
    is_in_use = getattr(error, "winerror", None) in _WINDOWS_IN_USE
    return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) and not is_in_use


def _is_folder_opened_as_file(error: OSError) -> bool:
    """Windows' C library calls that a matter of rights; what Windows itself refuses has a number of its own besides."""
    is_windows = hasattr(error, "winerror")
    return bool(
        is_windows
        and error.winerror is None  # type: ignore[attr-defined]
        and error.errno == errno.EACCES
        and error.filename
        and Path(error.filename).is_dir()
    )


def _known_causes() -> dict[int, str]:
    """The usual causes by number; what a system does not know of (as Windows of quotas) has none there."""
    causes = {
        ("ENOENT",): _("it is not there"),
        ("EACCES", "EPERM"): _("this user has no right to it"),
        ("EROFS",): _("the file or its folder is read-only"),
        ("ENOSPC", "EDQUOT"): _("the disk is full"),
        ("EFBIG",): _("the file would become too large"),
        ("EBUSY", "ETXTBSY"): _("another program has it open"),
        ("EMFILE", "ENFILE"): _("too many files are open"),
        ("ENOTDIR",): _("a part of the path is no folder"),
        ("EISDIR",): _("it is a folder"),
        ("EEXIST",): _("it is there already"),
        ("ENAMETOOLONG",): _("the name is too long"),
        ("EIO",): _("the disk reports an error"),
        ("ESTALE", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH"): _("the network drive does not answer"),
    }
    return {getattr(errno, name): said for names, said in causes.items() for name in names if hasattr(errno, name)}
