"""What is handed out beside the installers: the parts list, the checksums, and the paper for the IT section."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import DIST, ROOT, VENV_PYTHON, must_run, say

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".deb", ".tar.gz", ".exe", ".zip")


def write_papers() -> list[Path]:
    """Write the papers for every installer of this version under dist/, whichever system it is for; return them."""
    parts = DIST / f"{product.SLUG}-{product.version()}.cdx.json"
    must_run([VENV_PYTHON, ROOT / "build" / "sbom.py", parts], "The parts list could not be written.")
    handed_out = [*installers(), parts]
    sums = DIST / "SHA256SUMS"
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in handed_out]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    paper = DIST / f"{product.SLUG}-{product.version()}-it-section.pdf"
    # The seed decides in which order Qt writes the fonts.
    seed = {"QT_HASH_SEED": "0"}
    must_run([VENV_PYTHON, ROOT / "build" / "it_paper.py", paper, *handed_out], "The paper could not be printed.", seed)
    say(f"{paper.relative_to(ROOT)}, {parts.name} and {sums.name} for {len(handed_out) - 1} installers")
    return [parts, sums, paper]


def installers() -> list[Path]:
    """Return the installers of this version that lie under dist/, in the order of their names."""
    return sorted(file for file in DIST.iterdir() if file.name.endswith(SUFFIXES) and product.version() in file.name)
