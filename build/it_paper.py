"""Write the paper for the IT section, in Japanese, A4 as PDF: `it_paper.py FOLDER SYSTEM PDF FILE...`.

FOLDER is the program folder, FILEs are handed out with the paper. The words are those of build/paper/it_section.md;
versions, sizes, hashes and licences come from what was built.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import bundle_parts
import devtools_product as product
import notices
from bundle_debian import COPYRIGHTS
from bundle_parts import CARRIED, COMPILED, DEBIAN
from devtools_linux import ARCHITECTURES
from devtools_papers import LINUX, WINE
from devtools_steps import ROOT
from pdf_pages import write_pdf
from windows.make_setup import SIGN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bundle_parts import Part

TEXT = ROOT / "build" / "paper" / "it_section.md"
KILOBYTE, MEGABYTE = 1_000, 1_000_000
SIGNED = "導入ファイルと実行ファイルに電子署名があります。発行者名を確かめてください。"
NOT_SIGNED = (
    "この版の導入ファイルと実行ファイルには電子署名がありません。発行元は「不明」と表示されます。"
    "下のハッシュ値で確かめてください。"
)


def filled(system: str, parts: Sequence[Part], files: Sequence[Path], *, is_signed: bool) -> str:
    """Return the paper as Markdown.

    Raises:
        KeyError: the text asks for something that is not known here.
    """
    version = product.version()
    # Windows calls the same machines by another name.
    machine = platform.machine().lower().replace("amd64", "x86_64")
    made = datetime.fromtimestamp(product.source_date_epoch(), UTC)
    names = {
        "name": product.NAME,
        "version": version,
        "slug": product.SLUG,
        "console": product.CONSOLE,
        "windowed": product.WINDOWED,
        "system": "Linux" if system == LINUX else "Windows",
        "built_on": f"{made.year}年{made.month}月{made.day}日",
        "label": "（試験用：Wine で作ったもの）" if system == WINE else "",
        "setup": next(
            (file.name for file in files if file.suffix == ".exe"), f"{product.SLUG}-{version}-windows-setup.exe"
        ),
        "deb": f"{product.SLUG}_{version}_{ARCHITECTURES.get(machine, machine)}.deb",
        "tar": f"{product.SLUG}-{version}-linux-{machine}.tar.gz",
        "sbom": f"{product.SLUG}-{version}-{system}.cdx.json",
        "signature": SIGNED if is_signed else NOT_SIGNED,
        "files": _table_of(files),
        "components": _components(parts),
        "inside": _inside(parts),
    }
    return re.sub(r"@([a-z_]+)@", lambda found: names[found[1]], TEXT.read_text(encoding="utf-8"))


def _table_of(files: Sequence[Path]) -> str:
    rows = ["| ファイル | 大きさ | SHA-256 |", "|---|---|---|"]
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        # Cut in two, so that it stays within the page and can still be compared by eye.
        rows.append(f"| {file.name} | {_size(file.stat().st_size)} | `{digest[:32]}` `{digest[32:]}` |")
    return "\n".join(rows)


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE else f"{max(1, round(count / KILOBYTE))} kB"


def _components(parts: Sequence[Part]) -> str:
    """Return the table of what is in the folder: Python, packages, what they bring along, data."""
    shown = {part.ref: part for part in parts if part.kind not in (DEBIAN, COMPILED)}
    lines = ["| 部品 | 版 | ライセンス |", "|---|---|---|"]
    for row in notices.rows():
        named = [part for part in shown.values() if bundle_parts.canonical(part.name) in row.names()]
        if named or row.section == notices.DATA:
            version = next((part.version for part in named if part.kind != CARRIED), row.version)
            lines.append(f"| {row.component} | {version} | {row.licence} |")
        for part in named:
            del shown[part.ref]
    lines += [f"| {part.name} | {part.version or '—'} | {part.licence} |" for part in shown.values()]
    return "\n".join(lines)


def _inside(parts: Sequence[Part]) -> str:
    """Return the sentences on what the table leaves out."""
    compiled = [part for part in parts if part.kind == COMPILED]
    carriers = sorted({part.ref.partition(":")[0] for part in compiled})
    debian = [f"{part.name} {part.version}" for part in parts if part.kind == DEBIAN]
    said = [f"{'・'.join(carriers)} に組み込まれた Rust の部品 {len(compiled)} 個は、部品表（SBOM）にあります。"]
    if debian:
        where = f"`_internal/{COPYRIGHTS}`"
        said.append(
            f"Debian のライブラリーも {len(debian)} 個含みます（ライセンスの文は {where}）：{'、'.join(debian)}。"
        )
    return "\n\n".join(said)


if __name__ == "__main__":
    bundle, system, pdf, *handed_out = sys.argv[1:]
    collected = bundle_parts.read(Path(bundle))
    signed = system != LINUX and bool(os.environ.get(SIGN_VARIABLE))
    paper = filled(system, collected, [Path(name) for name in handed_out], is_signed=signed)
    write_pdf(paper, f"{product.NAME} {product.version()} 導入のしおり", Path(pdf))
