"""`python3 build/dev.py bench [-- PART ...]`: every measurement, or the named ones (startup, typing)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_LOGGING_RULES"] = "*=false"


def startup() -> list[str]:
    """Start to usable window, and to the first painted results."""
    from tests.bench import startup as part

    return part.measure()


def typing() -> list[str]:
    """From committed text to painted results."""
    from tests.bench import typing_in_window as part

    return part.measure()


PARTS = {"startup": startup, "typing": typing}


def main(names: list[str]) -> int:
    """Run the parts and print their tables."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        print("\n".join(PARTS[name]()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
