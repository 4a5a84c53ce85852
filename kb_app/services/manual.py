"""The user's manual, which comes with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.formats.html import to_html

if TYPE_CHECKING:
    from pathlib import Path


class Manual:
    """Reads the manual."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def html(self, language: str) -> str:
        """Return the manual in a language ("ja" or "en") as HTML.

        Raises:
            KbError: the file cannot be read.
        """
        try:
            return to_html((self._folder / f"{language}.md").read_text(encoding="utf-8"))
        except OSError as error:
            raise KbError(
                _("The manual could not be read."), system_cause(error), _("Install the program again.")
            ) from error
