"""What the command line prints: text for people, or exactly one JSON document. The only place that writes to stdout."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Output:
    """Answers on stdout, messages on stderr, both UTF-8 whatever the console thinks."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            # A console of code page 932 cannot show every character of a case; it must not stop the program.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    def answer(self, document: object, lines: Iterable[str]) -> None:
        """Print `document` as JSON, or `lines` for a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()

    def json_line(self, document: object) -> None:
        """Print `document` as one line of JSON."""
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def message(self, text: str) -> None:
        """Print a sentence on stderr."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
