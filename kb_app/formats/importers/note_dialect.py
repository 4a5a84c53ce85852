"""What Obsidian and Joplin write otherwise than we do: links in double brackets, embedded files, tags in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|`[^`\n]+`|<!--.*?-->)", re.MULTILINE | re.DOTALL)
_EMBED = re.compile(r"!\[\[([^\]|#\n]+)(?:#[^\]|\n]*)?(?:\|([^\]\n]*))?\]\]")
_LINK = re.compile(r"\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]")
_CALLOUT = re.compile(r"^((?:> ?)+)\[!(\w+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_MARKED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_TAG = re.compile(r"(?<![\w&#/\\(\[])#((?:[\w-]+/)*[\w-]*[^\W\d][\w-]*(?:/[\w-]+)*)")
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
    return "".join(_outside_code(body, _translated))


def note_tags(body: str, *, is_note: bool) -> tuple[str, ...]:
    """Return the #tags in a text, without the sign.

    `is_note`: the file is known to be a note of such a program. Elsewhere a single #word on a line is a heading of
    somebody who forgot the space.
    """
    tags: list[str] = []
    is_note = is_note or "[[" in body
    for part in _outside_code(body, lambda text: text, code=""):
        lonely = {found[0].strip() for found in _TAG_LINE.finditer(part) if len(found[0].split()) == 1}
        tags += [found[1] for found in _TAG.finditer(part) if is_note or f"#{found[1]}" not in lonely]
    return tuple(dict.fromkeys(tags))


def _outside_code(body: str, change: Callable[[str], str], code: str | None = None) -> Iterator[str]:
    """Parts of a text, those outside code changed; `code` stands for code where it is given."""
    for number, part in enumerate(_CODE.split(body)):
        if number % 2:
            yield part if code is None else code
        else:
            yield change(part)


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
