"""The product with nothing but the measured documents; imports no peer, so that memory is the product's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.bootstrap import App


def data_dir(root: Path) -> Path:
    """Our data folder below the folder of a measurement; the documents are its own cases."""
    return root / "ours"


def open_library(root: Path) -> App:
    """Open the product on the measured documents."""
    empty = root / "nothing"
    empty.mkdir(exist_ok=True)
    return open_app(replace(AppPaths.under(data_dir(root)), bundled_dir=empty), Settings())
