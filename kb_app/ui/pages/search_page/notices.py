"""What the search page says where there is nothing to list, and what it offers at the first start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.query import MatchMode
from kb_app.ui.widgets.notice import Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.errors import KbError
    from kb_app.domain.query import Filters, Query, SearchResult

SAMPLES = ("押印廃止", "書かない窓口", "電話の問い合わせを減らしたい")
"""Searches that the bundled library answers well; they are Japanese because the library is."""


_LONGEST_WORDS = 60
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Ways:
    """What an offer can do."""

    search_for: Callable[[str], None]
    set_filters: Callable[[Filters], None]
    set_mode: Callable[[MatchMode], None]
    name_filters: Callable[[Filters], str]
    ask_all: Callable[[], None]


def samples(ways: Ways) -> list[Offer]:
    """Return the sample searches."""
    return [Offer(_("For example:"), [(words, partial(ways.search_for, words)) for words in SAMPLES])]


def bound(ways: Ways) -> list[Offer]:
    """Return the way from the cases of an import, which alone are listed, to everything."""
    return [Offer(_("Only the imported cases are listed."), [(_("List everything"), ways.ask_all)])]


def spellings(suggestions: tuple[str, ...], ways: Ways) -> list[Offer]:
    """Return words of the library that look much like those that were typed; an empty list where there are none."""
    if not suggestions:
        return []
    return [Offer(_("Did you mean:"), [(words, partial(ways.search_for, words)) for words in suggestions])]


def nothing_found(result: SearchResult, unfiltered: int, ways: Ways) -> tuple[str, list[Offer]]:
    """Return what was searched, which synonyms were used, and every way on."""
    query = result.query
    searched = _("{count} documents were searched, whole texts and sources too.").format(count=f"{result.searched:,}")
    used = list(dict.fromkeys(word for words in result.synonyms.values() for word in words))
    offered = used or list(dict.fromkeys(word for words in result.offered.values() for word in words))
    offers = [Offer(searched)]
    if offered and query.synonyms:
        offers.append(Offer(_("Also looked for: {words}").format(words=_(", ").join(offered))))
    offers += spellings(result.suggestions, ways)
    offers += [_fewer_filters(query.filters, ways), _fewer_words(query.text, ways), _looser(result, ways)]
    return _nothing_heading(query, unfiltered), [offer for offer in offers if offer.sentence]


def _nothing_heading(query: Query, unfiltered: int) -> str:
    if unfiltered:
        sentence = _("Nothing within these filters. Without the filters there are {count} documents.")
        return sentence.format(count=f"{unfiltered:,}")
    words = query.text.strip()
    return _("No document has “{words}”.").format(words=_shortened(words)) if words else _("No document.")


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


def being_built() -> tuple[str, list[Offer]]:
    """Return what stands there until the index was made for the first time."""
    sentence = _("The documents appear here by themselves as soon as it is ready. You can type already.")
    return _("The search index is being made."), [Offer(sentence)]


def failed(error: KbError, rebuild: Callable[[], None] | None) -> tuple[str, list[Offer]]:
    """Return what went wrong, and the way to make the index anew, if there is one."""
    causes = [Offer(text) for text in (error.cause, error.remedy) if text]
    if rebuild is None:
        return error.what, causes
    return error.what, [
        *causes,
        Offer(_("The index can be made anew at any time:"), [(_("Rebuild the index"), rebuild)]),
    ]


def _fewer_filters(filters: Filters, ways: Ways) -> Offer:
    if not filters:
        return Offer("")
    choices: list[tuple[str, Callable[[], object]]] = [(_("without any filter"), partial(ways.set_filters, {}))]
    if len(filters) > 1:
        for axis in filters:
            rest = {other: values for other, values in filters.items() if other is not axis}
            name = ways.name_filters({axis: filters[axis]})
            choices.append((_("without {filter}").format(filter=name), partial(ways.set_filters, rest)))
    return Offer(_("Drop a filter:"), choices)


def _fewer_words(text: str, ways: Ways) -> Offer:
    words = text.split()
    if len(words) < 2:
        return Offer("")
    # A word that was typed twice goes as a whole: dropping it once would change nothing.
    without = {word: " ".join(other for other in words if other != word) for word in words}
    name = _("without “{word}”")
    choices = [
        (name.format(word=_shortened(word)), partial(ways.search_for, rest)) for word, rest in without.items() if rest
    ][:_MOST_WORDS]
    return Offer(_("Drop a word:"), choices)


def _looser(result: SearchResult, ways: Ways) -> Offer:
    if result.query.mode not in (MatchMode.ALL, MatchMode.EXACT):
        return Offer("")
    return Offer(_("Search less strictly:"), [(_("Any of the words"), partial(ways.set_mode, MatchMode.ANY))])
