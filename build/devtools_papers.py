"""What is handed out beside the installers: the parts list, the paper for the IT section, and the checksums."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import DIST, ROOT, VENV_PYTHON, must_run, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from devtools_steps import Command

LINUX, WINDOWS, WINE = "linux", "windows", "windows-wine"
"""The systems; each has papers of its own, which can lie in one folder. What was built under Wine is labelled so."""


def write_papers(bundle: Path, installers: Iterable[Path], system: str) -> list[Path]:
    """Write the papers for the installers of a program folder under dist/; return them.

    Raises:
        DevToolError: a paper could not be written.
    """
    name = f"{product.SLUG}-{product.version()}-{system}"
    parts, paper, sums = DIST / f"{name}.cdx.json", DIST / f"{name}-it-section.pdf", DIST / f"SHA256SUMS-{system}"
    must_run([VENV_PYTHON, ROOT / "build" / "sbom.py", bundle, parts], "The parts list could not be written.")
    printed = [*installers, parts]
    # The seed decides in which order Qt writes the fonts.
    seed = {"QT_HASH_SEED": "0"}
    words: Command = [VENV_PYTHON, ROOT / "build" / "it_paper.py", bundle, system, paper, *printed]
    must_run(words, "The paper could not be printed.", seed)
    handed_out = [*printed, paper]
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in handed_out]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    say(f"{paper.relative_to(ROOT)}, {parts.name} and {sums.name} for {len(printed) - 1} installers")
    return [parts, paper, sums]
