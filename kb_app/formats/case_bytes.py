"""The bytes of a case file, on a shelf or in a pack: what they say, and what of it has to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.problem import error
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import read_case

if TYPE_CHECKING:
    from kb_app.domain.problem import Problem
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.encoding import DecodedText
    from kb_app.formats.front_matter import ParsedCase

LARGEST_CASE = 5_000_000
"""Bytes; a larger file is named and skipped. A hundred thousand characters of Japanese are 0.3 million bytes."""


def read_case_bytes(
    data: bytes, vocabulary: Vocabulary, fallback_title: str
) -> tuple[ParsedCase | None, tuple[Problem, ...]]:
    """Return the case, None where nothing can be read, and every finding."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return None, (error(_("the file is empty"), 1),)
    decoded = decode(data)
    if decoded is None:
        return None, (error(_("the characters are in no known encoding (UTF-8, UTF-16, CP932)"), 1),)
    parsed = read_case(decoded.text, vocabulary, fallback_title)
    return parsed, (*_encoding_problems(decoded), *parsed.problems)


def too_large(size: int) -> Problem:
    """Return the finding in a file of so many bytes, which are more than `LARGEST_CASE`."""
    message = _("the file has {size} MB; files over {limit} MB are skipped")
    return error(message.format(size=round(size / 1e6, 1), limit=LARGEST_CASE // 1_000_000))


def no_id() -> Problem:
    """Return the finding in a bundled case that states no id."""
    return error(_("a bundled case needs an id"), 1, "id")


def id_taken(document_id: str, owner: str) -> Problem:
    """Return the finding in a case whose id is that of another one, which is in the file `owner`."""
    message = _("the id “{id}” already belongs to {path}").format(id=document_id, path=owner)
    return error(message, 1, "id")


def _encoding_problems(decoded: DecodedText) -> tuple[Problem, ...]:
    if decoded.encoding == "utf-8":
        return ()
    return (error(_("the file is written in {encoding}; save it as UTF-8").format(encoding=decoded.encoding), 1),)
