"""The two kinds of trouble: what a person can be told (`KbError`), and everything else, which is a bug."""

from kb_app.base.i18n import _


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
    """Return the operating system's own words for `error`, without the path it repeats."""
    return error.strerror or str(error)
