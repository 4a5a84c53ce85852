"""What the command line prints: text for people, or exactly one JSON document. The only place that writes to stdout."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable


class Output:
    """Answers on stdout, messages on stderr, both UTF-8 whatever the console thinks.

    The windowed program of Windows has neither; then nothing is printed.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        # A console of code page 932 cannot show every character of a case; it must not stop the program.
        _speak_utf8(sys.stdout, "utf-8", "backslashreplace")
        _speak_utf8(sys.stderr, "utf-8", "backslashreplace")
        # PowerShell begins a pipe with a byte order mark.
        _speak_utf8(sys.stdin, "utf-8-sig", "replace")

    @property
    def has_console(self) -> bool:
        """Whether a message reaches anybody."""
        return sys.stderr is not None

    def answer(self, document: object, lines: Iterable[str]) -> None:
        """Print `document` as JSON, or `lines` for a person."""
        if self.as_json:
            _print(sys.stdout, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        else:
            _print(sys.stdout, "".join(f"{line}\n" for line in lines))

    def json_line(self, document: object) -> None:
        """Print `document` as one line of JSON."""
        _print(sys.stdout, json.dumps(document, ensure_ascii=False) + "\n")

    def message(self, text: str) -> None:
        """Print a sentence on stderr."""
        _print(sys.stderr, f"{text}\n")


def _print(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(text)
        stream.flush()


def _speak_utf8(stream: TextIO | None, encoding: str, errors: str) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=errors)
