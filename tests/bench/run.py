"""`python3 build/dev.py bench [-- PART [OPTIONS]]`: every measurement, or one (see PARTS)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_LOGGING_RULES"] = "*=false"

if TYPE_CHECKING:
    from collections.abc import Iterable


def startup(_options: list[str]) -> Iterable[str]:
    """Start to usable window, and to the first painted results."""
    from tests.bench import startup as part

    return part.measure()


def typing(options: list[str]) -> Iterable[str]:
    """From committed text to painted results, in the bundled library."""
    from tests.bench import typing_in_window as part

    return part.main(options)


def search(options: list[str]) -> Iterable[str]:
    """Answers, speed, size and memory beside other engines."""
    from tests.bench.search import run as part

    return part.main(options)


def window(options: list[str]) -> Iterable[str]:
    """From committed text to painted results, and memory, at many documents."""
    from tests.bench import window_at_size as part

    return part.main(options)


def annotated(options: list[str]) -> Iterable[str]:
    """Opening, tagging, saving and finding notes, at many documents, notes and tags."""
    from tests.bench import annotations as part

    return part.main(options)


def import_speed(options: list[str]) -> Iterable[str]:
    """Importing many files and indexing them, beside only indexing them."""
    from tests.bench import import_speed as part

    return part.main(options)


def importing(options: list[str]) -> Iterable[str]:
    """Titles and completeness of documents that are imported, beside other programs that read them."""
    from tests.bench import importing as part

    return part.main(options)


def frozen(options: list[str]) -> Iterable[str]:
    """Start to usable window of the packaged program, beside running from source."""
    from tests.bench import frozen_startup as part

    return part.main(options)


PARTS = {
    "startup": startup,
    "frozen": frozen,
    "typing": typing,
    "search": search,
    "window": window,
    "annotations": annotated,
    "importing": importing,
    "import-speed": import_speed,
}


def main(argv: list[str]) -> int:
    """Run one part with its options, or every part, and print the tables."""
    if argv and argv[0] not in PARTS:
        print(f"no such part: {argv[0]}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in argv[:1] or PARTS:
        for line in PARTS[name](argv[1:]):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
