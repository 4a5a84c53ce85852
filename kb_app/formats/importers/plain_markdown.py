"""Text that is not Markdown, written so that Markdown shows every character of it as it is."""

from __future__ import annotations

import re

# Control characters mean something to our Markdown reader, which keeps its own marks in them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ufdd0-\ufdef]")
_ALWAYS = re.compile(r"[*`\[]|\\(?=[\\`*_{}\[\]()>#+.!|-])|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=\w+;|#)")
_BEGINNING = re.compile(r"^([ \t]*)(?:([#>]|[-+](?=[ \t-]|$))|(\d{1,9})\.(?=[ \t]|$)|([=~:]))", re.MULTILINE)


def escaped(text: str) -> str:
    """Return `text` with what Markdown would take for a mark escaped; line ends stay."""
    text = _CONTROLS.sub("", text)
    text = _ENTITY.sub("&amp;", text)
    text = _ALWAYS.sub(lambda found: "\\" + found[0], text).replace("<", "&lt;")
    return _BEGINNING.sub(_escaped_beginning, text)


def paragraphs(text: str) -> str:
    """Return lines of plain text as Markdown: blank lines part paragraphs, other line ends stay line ends."""
    blocks: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n"):
        if line.strip():
            # Four spaces at the beginning would make code of it.
            blocks[-1].append(escaped(line.expandtabs(4).strip(" ")))
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join("  \n".join(block) for block in blocks if block)


def _escaped_beginning(found: re.Match[str]) -> str:
    indent, mark, number, other = found.groups()
    if mark:
        return f"{indent}\\{mark}"
    if number:
        return f"{indent}{number}\\."
    return f"{indent}&#{ord(other)};"
