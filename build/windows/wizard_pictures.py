"""Pictures of the setup's pages, the program it started, and the uninstaller's pages, to be looked at."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import say
from windows.office_pc import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from windows.office_pc import OfficePc

_SETTLING_SECONDS = 1.5
_INDEXING_SECONDS = 20


def take(pc: OfficePc, setup: Path, target: Path) -> None:
    """Click through a setup as a person would, with a picture of each page."""
    setup_process = pc.wine.start([setup])
    wait_until(lambda: bool(pc.windows(f"{product.NAME} {product.version()}")), "the setup's first page")
    for page in ("1-welcome", "2-licence", "3-components", "4-folder"):
        _settled(pc, target / f"setup-{page}.png")
        pc.press("Return")
    time.sleep(_SETTLING_SECONDS)
    pc.picture(target / "setup-5-installing.png")
    wait_until((pc.usual_folder / "DXCasebook.exe").exists, "the program to be in its place", 300)
    _settled(pc, target / "setup-6-finish.png")
    pc.press("Return")
    setup_process.wait(60)
    wait_until(lambda: bool(pc.windows(product.NAME)), "the window")
    time.sleep(_INDEXING_SECONDS)
    pc.picture(target / "program.png")
    pc.wine.run(["taskkill", "/IM", f"{product.WINDOWED}.exe"])
    _uninstaller(pc, target)
    say(f"Pictures: {target}")


def _uninstaller(pc: OfficePc, target: Path) -> None:
    pc.wine.start([pc.usual_folder / "uninstall.exe"])
    wait_until(lambda: bool(pc.windows("アンインストール")), "the uninstaller's first page")
    for page in ("1-confirm", "2-data", "3-done"):
        _settled(pc, target / f"uninstall-{page}.png")
        pc.press("Return")
    wait_until(lambda: not pc.usual_folder.exists(), "the program to be gone")


def _settled(pc: OfficePc, target: Path) -> None:
    time.sleep(_SETTLING_SECONDS)
    pc.picture(target)
