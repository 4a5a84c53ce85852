"""What Windows wants to know of an executable: icon, manifest and version. Used by kb_app.spec, on Windows and Wine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import devtools_product as product
from devtools_steps import WORK

ICON = WORK / "windows-icon" / f"{product.SLUG}.ico"
MANIFEST = Path(__file__).parent / "program.manifest"
MADE_UNDER_WINE = "built under Wine, not on Windows: for tests only"
# Windows' numbers of the languages, and of the encoding of the texts (UTF-16).
JAPANESE, ENGLISH, UTF_16 = 0x0411, 0x0409, 1200


def options(name: str) -> dict[str, Any]:
    """Return what PyInstaller's EXE takes beside its usual arguments; nothing on other systems."""
    if os.name != "nt":  # not sys.platform: mypy, which looks as on Linux, would leave out what follows
        return {}
    from windows.icon import write_banner, write_icon

    write_icon(product.ICON, ICON)
    write_banner(product.ICON, ICON.with_name("banner.bmp"))
    manifest = MANIFEST.read_text(encoding="utf-8")
    return {"icon": str(ICON), "manifest": manifest, "version": _version_resource(f"{name}.exe")}


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version as Windows writes it: "0.2.0" and "0.2.0rc1" are both (0, 2, 0, 0)."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(number) for number in release[0].split(".")] if release else []
    first, second, third, fourth = (numbers + [0] * 4)[:4]
    return first, second, third, fourth


def texts(file_name: str, language: int, *, wine: bool) -> dict[str, str]:
    """Return what the Explorer shows of the file in one of the two languages."""
    japanese = language == JAPANESE
    described = {
        "CompanyName": product.PUBLISHER,
        "FileDescription": product.NAME if japanese else product.ENGLISH_NAME,
        "FileVersion": product.version(),
        "InternalName": product.SLUG,
        "LegalCopyright": product.COPYRIGHT,
        "OriginalFilename": file_name,
        "ProductName": product.NAME if japanese else product.ENGLISH_NAME,
        "ProductVersion": product.version(),
        "Comments": product.SUMMARY if japanese else product.ENGLISH_SUMMARY,
    }
    return described | ({"SpecialBuild": MADE_UNDER_WINE} if wine else {})


def is_wine() -> bool:
    """Return whether this Windows is Wine."""
    if os.name != "nt":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")  # type: ignore[attr-defined]


def _version_resource(file_name: str) -> Any:
    from PyInstaller.utils.win32 import versioninfo as info

    version = four_numbers(product.version())
    wine = is_wine()
    tables = [
        info.StringTable(
            f"{language:04x}{UTF_16:04x}",
            [info.StringStruct(name, text) for name, text in texts(file_name, language, wine=wine).items()],
        )
        for language in (JAPANESE, ENGLISH)
    ]
    translations = info.VarStruct("Translation", [JAPANESE, UTF_16, ENGLISH, UTF_16])
    special_build = 0x20
    fixed = info.FixedFileInfo(
        filevers=version, prodvers=version, mask=0x3F, flags=special_build if wine else 0, OS=0x40004, fileType=1
    )
    return info.VSVersionInfo(ffi=fixed, kids=[info.StringFileInfo(tables), info.VarFileInfo([translations])])
