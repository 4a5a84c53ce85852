"""The sources of a row and the effects that cite them by number, address or title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.domain.case import Source
from kb_app.formats.joined_lists import parted
from kb_app.formats.labelled_lines import read_source
from kb_app.formats.tables.section_reading import parted_lines

if TYPE_CHECKING:
    from kb_app.domain.outcome import Outcome

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ONLY_ADDRESS = re.compile(r"https?://[^\s／]+", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


def read_sources(
    values: Mapping[str, str], outcomes: Iterable[Outcome]
) -> tuple[tuple[Source, ...], tuple[Outcome, ...]]:
    """Return the sources, each with an id, and the effects with the id of the source that they cite.

    A source that only an effect names is added.
    """
    sources: list[Source] = []
    for line in parted_lines(values.get("sources", "")):
        _add(sources, _of_address(line) if _ONLY_ADDRESS.fullmatch(line) else _safe(read_source(line)))
    for text in _addresses(values.get("sources.url", "")):
        if all(text not in (source.url, source.title) for source in sources):
            _add(sources, _of_address(text))
    return _citing(sources, outcomes)


def _citing(sources: list[Source], outcomes: Iterable[Outcome]) -> tuple[tuple[Source, ...], tuple[Outcome, ...]]:
    citing = []
    for outcome in outcomes:
        cited = outcome.source
        found = _cited(cited, sources) if cited else None
        if cited and found is None:
            found = _add(sources, _of_address(cited))
        citing.append(replace(outcome, source=found.id if found else ""))
    return tuple(sources), tuple(citing)


def _cited(text: str, sources: Iterable[Source]) -> Source | None:
    """The source with that number, else address, else title."""
    known = tuple(sources)
    keys = (*((one.id, one) for one in known), *((one.url, one) for one in known), *((one.title, one) for one in known))
    return next((one for key, one in keys if key == text), None)


def _add(sources: list[Source], source: Source) -> Source:
    """Add a source, with a number of its own where it has none or one that is taken."""
    taken = {known.id for known in sources}
    number = next(f"s{place}" for place in range(1, len(sources) + 2) if f"s{place}" not in taken)
    added = replace(source, id=source.id if source.id and source.id not in taken else number)
    sources.append(added)
    return added


def _of_address(text: str) -> Source:
    return Source(id="", title=text, url=text if _ADDRESS.fullmatch(text) else "")


def _safe(source: Source) -> Source:
    """A source with a title, and with a web address or none: what else stands there is kept in the title."""
    if source.url and not _ADDRESS.fullmatch(source.url):
        source = replace(source, url="", title=" ".join(part for part in (source.title, source.url) if part))
    return source if source.title else replace(source, title=source.url or source.publisher or source.id)


def _addresses(text: str) -> Iterable[str]:
    """Addresses hold no white space, so that it parts them; words that are no address stay together."""
    for part in parted(text, "\n"):
        words = _BLANK.split(part)
        yield from words if all(_ADDRESS.fullmatch(word) for word in words) else (part,)
