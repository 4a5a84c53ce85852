"""The tests of everything below the window, with the Windows Python under Wine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devtools_steps import ROOT, say
from windows import wine_python
from windows.wine import Wine, missing_packages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from devtools_steps import Command

CORE = ("base", "domain", "formats", "storage", "search", "services", "cli")
# The default encoding stays that of the system, and nothing is written into the checkout.
_ENVIRONMENT = {"PYTHONUTF8": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}


def run(arguments: Sequence[str]) -> int:
    """Run pytest on the core, or with `arguments` instead, and return its exit code."""
    missing = missing_packages()
    if missing:
        say(f"Left out: this needs the Debian packages {' '.join(missing)}.")
        return 0
    wine_python.ensure()
    words = arguments or [f"tests/{name}" for name in CORE]
    with Wine() as wine:
        # On the virtual screen: what Qt draws into memory has no fonts there. Wine 8 has one DPI.
        pytest: Command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--onscreen"]
        pytest += ["-o", "qt_log_ignore=DpiAwareness"]
        command: Command = [wine_python.PYTHON, *pytest, *words]
        process = wine.start(command, _ENVIRONMENT, ROOT)
        for line in process.stdout or ():
            say(line.rstrip())
        return process.wait()
