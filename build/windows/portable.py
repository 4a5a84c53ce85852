"""The portable edition: the program folder as a zip that keeps its data beside itself."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import devtools_product as product
from devtools_steps import DIST
from windows.make_setup import FOLDER, files_of

MARKER = "portable.txt"
"""The file beside the program that says so; see kb_app/base/paths.py."""
MARKER_TEXT = f"""\
{product.NAME} {product.version()}

このファイルがあるあいだ、書き込んだメモ・事例・設定は、このフォルダーの中の data に入ります。
消すと、このパソコンのあなたのユーザーの場所（%LOCALAPPDATA%\\{FOLDER}）に入ります。
data はそのまま別の場所やパソコンに移せます。移すときは、プログラムを閉じてからにしてください。

As long as this file is here, your notes, cases and settings are kept in the folder "data" beside it.
Without it they are kept in your user's own place on this computer (%LOCALAPPDATA%\\{FOLDER}).
"""


def make_portable(bundle: Path, *, wine: bool) -> Path:
    """Pack the program folder and the marker; the same files give the same bytes."""
    target = DIST / f"{product.SLUG}-{product.version()}-windows-portable{'-wine' if wine else ''}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        _add(packed, MARKER, MARKER_TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
        for file in files_of(bundle):
            _add(packed, file.as_posix(), (bundle / file).read_bytes())
    return target


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", time.gmtime(product.source_date_epoch())[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # of Windows, wherever it was made
    packed.writestr(entry, content, compresslevel=9)
