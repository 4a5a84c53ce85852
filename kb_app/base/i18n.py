"""Texts in the person's language, from gettext catalogues under `resources/locales`.

The code holds English; Japanese, the language the program speaks first, comes from
`ja/kb_app.po`. The file is read as it is, so that an office can mend a word without a compiler.
One language serves the whole process, as with `gettext.install`: it is chosen once at the start
(see CONTRIBUTING.md, decisions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("ja", "en")

_spoken: dict[str, str] = {"language": "en"}
_messages: dict[str, str] = {}


def install(language: str, locales_dir: Path) -> None:
    """Speak `language` ("ja" or "en") from now on; an unknown language or a missing catalogue leaves English.

    Raises:
        OSError: the catalogue is there and cannot be read, also when it is not in the form of a catalogue.
    """
    catalogue = locales_dir / language / "kb_app.po"
    messages = read_catalogue(catalogue) if catalogue.is_file() else {}
    _spoken["language"] = language if language in LANGUAGES else "en"
    _messages.clear()
    _messages.update(messages)


def read_catalogue(path: Path) -> dict[str, str]:
    """Return the finished translations of a .po file by their English text.

    Raises:
        OSError: the file cannot be read, also when it is not in the form of a catalogue.
    """
    import polib  # here, not above: English needs no catalogue, and start-up is measured

    try:
        entries = polib.pofile(str(path), encoding="utf-8")
    except UnicodeDecodeError as error:
        raise OSError(str(error)) from error
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.fuzzy and not entry.obsolete}


def language() -> str:
    """Return the id of the language spoken now."""
    return _spoken["language"]


def _(text: str) -> str:
    """Return `text` in the language spoken now."""
    return _messages.get(text, text)


def pick(ja: str, en: str) -> str:
    """Choose between two wordings that come from data (the axes), not from code; fall back to Japanese."""
    return en if language() == "en" and en else ja
