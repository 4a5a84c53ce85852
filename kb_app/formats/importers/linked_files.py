"""Files that a document refers to and that lie beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kb_app.formats.importers.code_parts import without_code

if TYPE_CHECKING:
    from kb_app.domain.case import Case

_TARGET = re.compile(r"\]\(\s*(?:<([^<>\n]+)>|((?:[^()\s\\]|\\.|\([^()\s]*\))+))(?:\s+[\"'][^\n]*?[\"'])?\s*\)")
_HTML_TARGET = re.compile(r"<(?:img|a)\b[^<>]{0,500}?\b(?:src|href)\s*=\s*[\"']([^\"'>]+)[\"']", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]|#")
_JOPLIN = re.compile(r":/[0-9a-f]{32}")
_NOTES = (".md", ".markdown")


def linked_files(case: Case) -> tuple[str, ...]:
    """Return what a case refers to beside its own file, each once, in the order of the text.

    A target is relative to the file, with forward slashes and unescaped; it may lead out of its folder
    ("../_resources/x.png" of Joplin), and the caller keeps it inside of what is imported. Two forms have no place yet:
    a bare name of Obsidian may lie anywhere in the vault, and ":/" with 32 digits is the id of a Joplin resource, a
    file of that name (any ending) in "_resources" or "resources". Addresses, absolute paths and other notes are left
    out.
    """
    return tuple(dict.fromkeys(target for target in _targets(case) if _is_beside(target)))


def _targets(case: Case) -> Iterator[str]:
    text = without_code(case.body)
    for found in _TARGET.finditer(text):
        yield _unescaped(found[1] or found[2])
    for found in _HTML_TARGET.finditer(text):
        yield _unescaped(found[1])
    for image in case.images:
        yield image.location


def _unescaped(target: str) -> str:
    if _JOPLIN.match(target):
        return target[:34]
    return unquote(re.sub(r"\\([()_*])", r"\1", target)).split("#")[0].strip()


def _is_beside(target: str) -> bool:
    if _JOPLIN.fullmatch(target):
        return True
    return bool(target) and not _ELSEWHERE.match(target) and not target.lower().endswith(_NOTES)
