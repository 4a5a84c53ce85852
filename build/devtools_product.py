"""What the product is called and which version it is: the one place that spec, installers and papers ask."""

from __future__ import annotations

import os
import re
import subprocess

from devtools_steps import ROOT

NAME = "DX事例帳"
ENGLISH_NAME = "DX Casebook"
SLUG = "dx-casebook"
"""The name in files: of the program folder, the installers and the Debian package."""
SUMMARY = "自治体DXの事例を、オフラインで検索し、書き込み、計画にする"
ENGLISH_SUMMARY = "Precedents of municipal digital transformation, searched offline"
PUBLISHER = "DX Casebook contributors"
CONTACT = "maintainers@dx-casebook.invalid"
"""An address has to stand in a Debian package; there is none that takes mail."""
COPYRIGHT = f"Copyright (c) 2026 {PUBLISHER}; MIT License"
WINDOWED, CONSOLE = "DXCasebook", "kb-app"
"""The two executables, without their suffix."""
ICON = ROOT / "resources" / "icons" / f"{SLUG}.svg"
LICENCE = ROOT / "LICENSE"
LICENCES = ROOT / "resources" / "licences"
WITHOUT_HISTORY = 1767225600
"""The time of what is built from sources that are no Git checkout: the first second of 2026 (UTC)."""


def version() -> str:
    """Return the version of the program, such as "0.1.0"."""
    text = (ROOT / "kb_app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("kb_app/__init__.py names no version.")
    return found[1]


def source_date_epoch() -> int:
    """Return the time that built files carry (seconds since 1970): SOURCE_DATE_EPOCH, else that of the last commit."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if said.isdecimal():
        return int(said)
    ask = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        answer = ""
    return int(answer) if answer.isdecimal() else WITHOUT_HISTORY
