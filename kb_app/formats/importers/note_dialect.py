"""What Obsidian and Joplin write otherwise than we do: links in double brackets, embedded files, tags in the text."""

from __future__ import annotations

import re

from kb_app.formats.importers.code_parts import parts, without_code

_EMBED = re.compile(r"!\[\[([^\[\]|#\n]+)(?:#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]")
_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_CALLOUT = re.compile(r"^((?:> ?)+)\[!(\w+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_MARKED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_TAG = re.compile(r"(?<![\w&#/\\(\[-])#([\w/-]+)")
_LETTER = re.compile(r"[^\W\d_]")
_TAG_LINE = re.compile(r"^[ \t]*#[^\s#]+(?:[ \t]+#[^\s#]+)*[ \t]*\r?$", re.MULTILINE)
_AT_LINE_START = re.compile(r"^([ \t]*)#(?=[^\s#])", re.MULTILINE)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_FILE = re.compile(r"\.\w{2,5}$")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp)$", re.IGNORECASE)
_SPACE_IN_TARGET = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


def to_our_dialect(body: str) -> str:
    """Return a note's text as the Markdown that we show.

    An embedded picture is a picture, another embedded file a link; a link to another note is the text of it, because
    that note becomes a document of its own; the title of a box is a line in bold. Code stays as it is.
    """
    return "".join(part if is_code else _translated(part) for part, is_code in parts(body))


def note_tags(body: str, *, is_note: bool) -> tuple[str, ...]:
    """Return the #tags in a text, without the sign.

    `is_note`: the file is known to be a note of such a program. Elsewhere a single #word on a line is a heading of
    somebody who forgot the space.
    """
    tags: list[str] = []
    is_note = is_note or "[[" in body
    text = without_code(body)
    lonely = {found[0].strip() for found in _TAG_LINE.finditer(text) if len(found[0].split()) == 1}
    for found in _TAG.finditer(text):
        if _LETTER.search(found[1]) and (is_note or f"#{found[1]}" not in lonely):
            tags.append(found[1].strip("/-"))
    return tuple(dict.fromkeys(tags))


def _translated(text: str) -> str:
    if "[[" in text:
        text = _LINK.sub(_link, _EMBED.sub(_embed, text))
    text = _CALLOUT.sub(lambda found: f"{found[1]}**{found[3].strip() or found[2].capitalize()}**  ", text)
    text = _MARKED.sub(r"**\1**", text)
    # Our renderer takes #word at the beginning of a line for a heading; only a line of several tags is surely none.
    return _TAG_LINE.sub(lambda found: _AT_LINE_START.sub(r"\1\#", found[0]) if " #" in found[0] else found[0], text)


def _embed(found: re.Match[str]) -> str:
    target = found[1].strip()
    label = (found[2] or "").strip()
    if not _FILE.search(target):
        return label or target
    name = target.split("/")[-1]
    mark = "!" if _PICTURE.search(target) else ""
    shown = name if not label or _SIZE.fullmatch(label) else label
    return f"{mark}[{shown}]({target.translate(_SPACE_IN_TARGET)})"


def _link(found: re.Match[str]) -> str:
    target, label = found[1].strip(), (found[2] or "").strip()
    file, _sign, heading = target.partition("#")
    if _FILE.search(file) and not file.lower().endswith(".md"):
        return f"[{label or file.split('/')[-1]}]({file.translate(_SPACE_IN_TARGET)})"
    return label or " › ".join(part for part in (file.removesuffix(".md"), heading.lstrip("^")) if part)
