"""A plain text file as a draft. Only lines that can be nothing else become headings."""

from __future__ import annotations

import re

from kb_app.domain.case import Case
from kb_app.formats.importers.draft import Draft
from kb_app.formats.importers.plain_markdown import paragraphs
from kb_app.formats.importers.sniffing import decoded

_LONGEST_HEADING = 40
_HEADING = re.compile(r"^(?:[■◆●◎▼【]\s*\S.*|第[\d〇一二三四五六七八九十０-９]+[章節部条編]\s*\S.*)$")
_NUMBERED = re.compile(r"^[\d０-９]{1,2}[.．、　 ]\s*\S.*$")
_ENDS_SENTENCE = re.compile(r"[。．、，,.:：;；]$")
_UNDERLINE = re.compile(r"^[=＝\-－―─━*＊~〜]{3,}$")


def read_text(data: bytes, encoding: str | None) -> Draft:
    """Return a text file as a draft.

    Raises:
        UnreadableFileError: the file is empty, or no text.
        EncodingUnknownError: its encoding cannot be told.
    """
    text = decoded(data, encoding).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return Draft(Case(id="", title="", body=_body(text)), titles=_title_lines(lines))


def _title_lines(lines: list[str]) -> tuple[str, ...]:
    """The first line, where it stands for itself: short and no sentence."""
    first = lines[0].strip("■◆●◎▼ 　") if lines else ""
    return (first,) if 0 < len(first) <= 60 and not _ENDS_SENTENCE.search(first) else ()


def _body(text: str) -> str:
    blocks: list[str] = []
    running: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _is_heading(lines, number):
            blocks += [paragraphs("\n".join(running)), "## " + paragraphs(line)]
            running = []
        else:
            running.append(line)
    return "\n\n".join(block for block in (*blocks, paragraphs("\n".join(running))) if block) + "\n"


def _is_heading(lines: list[str], number: int) -> bool:
    """A short line with a mark or number of a heading that stands alone; lists of such lines stay lists."""
    line = lines[number].strip()
    if len(line) > _LONGEST_HEADING or _ENDS_SENTENCE.search(line) or _UNDERLINE.match(line):
        return False
    before = lines[number - 1].strip() if number else ""
    after = lines[number + 1].strip() if number + 1 < len(lines) else ""
    if _HEADING.match(line):
        return not before and not _HEADING.match(after)
    return bool(_NUMBERED.match(line)) and not before and not after
