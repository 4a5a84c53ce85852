"""Makes what the scenarios need of a program folder, and runs them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from devtools_steps import DIST, heading
from windows import wizard_pictures
from windows.expectations import OLD_VERSION, STALE, Trial
from windows.make_setup import make_setup
from windows.office_pc import OfficePc
from windows.scenarios import run_all
from windows.wine import HOME

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = DIST / "windows-pictures"


def try_out(bundle: Path, setup: Path, portable: Path) -> bool:
    """Play the scenarios and take the pictures; return whether everything passed."""
    heading("the Windows program on an office computer (Wine)")
    old = make_setup(_earlier(bundle), HOME / "earlier-setup.exe", wine=True, tried_version=OLD_VERSION)
    with OfficePc() as pc:
        passed = run_all(Trial(pc, old, setup, portable))
        wizard_pictures.take(pc, setup, PICTURES)
    return passed


def _earlier(bundle: Path) -> Path:
    """Return a program folder that has a file which the one at hand has not."""
    earlier = HOME / "earlier"
    shutil.rmtree(earlier, ignore_errors=True)
    shutil.copytree(bundle, earlier)
    (earlier / STALE).write_text("gone in the next version\n", encoding="utf-8")
    return earlier
