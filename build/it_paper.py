"""Write the paper for the IT section, in Japanese, A4 as PDF: `it_paper.py PDF FILE...`; FILEs are handed out with it.

The words are those of build/paper/it_section.md; versions, sizes, hashes and licences come from what was built.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import devtools_product as product
from devtools_linux import ARCHITECTURES
from devtools_steps import ROOT
from pdf_pages import write_pdf

TEXT = ROOT / "build" / "paper" / "it_section.md"
NOTICES = product.LICENCES / "THIRD_PARTY_NOTICES.md"
MEGABYTE = 1_000_000
SIGNED = "導入ファイルと実行ファイルに電子署名があります。発行者名を確かめてください。"
NOT_SIGNED = (
    "この版の導入ファイルと実行ファイルには電子署名がありません。発行元は「不明」と表示されます。"
    "下のハッシュ値で確かめてください。"
)


def filled(files: list[Path], *, is_signed: bool) -> str:
    """Return the paper as Markdown.

    Raises:
        KeyError: the text asks for something that is not known here.
    """
    version = product.version()
    architecture = ARCHITECTURES.get(os.uname().machine, os.uname().machine)
    made = datetime.fromtimestamp(product.source_date_epoch(), UTC)
    names = {
        "name": product.NAME,
        "version": version,
        "slug": product.SLUG,
        "console": product.CONSOLE,
        "windowed": product.WINDOWED,
        "built_on": f"{made.year}年{made.month}月{made.day}日",
        "setup": f"{product.SLUG}-{version}-windows-setup.exe",
        "deb": f"{product.SLUG}_{version}_{architecture}.deb",
        "tar": f"{product.SLUG}-{version}-linux-{os.uname().machine}.tar.gz",
        "sbom": f"{product.SLUG}-{version}.cdx.json",
        "signature": SIGNED if is_signed else NOT_SIGNED,
        "files": _table_of(files),
        "components": _components(NOTICES.read_text(encoding="utf-8")),
    }
    return re.sub(r"@([a-z_]+)@", lambda found: names[found[1]], TEXT.read_text(encoding="utf-8"))


def _table_of(files: list[Path]) -> str:
    rows = ["| ファイル | 大きさ | SHA-256 |", "|---|---|---|"]
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        size = f"{file.stat().st_size / MEGABYTE:.1f} MB"
        # Cut in two, so that it stays within the page and can still be compared by eye.
        rows.append(f"| {file.name} | {size} | `{digest[:32]}` `{digest[32:]}` |")
    return "\n".join(rows)


def _components(notices: str) -> str:
    """Return the table of components of the notices, without its last column, with headings in Japanese."""
    table = [line.strip("|").split("|") for line in notices.splitlines() if line.startswith("|")]
    rows = [columns[:3] for columns in table if len(columns) == 4]
    for row in rows:
        if row[0].strip() == "Python":
            row[1] = platform.python_version()  # the notices say which ones it may be
    return "\n".join(["| 部品 | 版 | ライセンス |", *(f"|{'|'.join(row)}|" for row in rows[1:])])


if __name__ == "__main__":
    handed_out = [Path(name) for name in sys.argv[2:]]
    paper = filled(handed_out, is_signed=os.environ.get("KB_APP_SIGNED") == "1")
    write_pdf(paper, f"{product.NAME} {product.version()} 導入のしおり", Path(sys.argv[1]))
