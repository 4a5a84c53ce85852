"""What a reader took out of a file, and the case that becomes of it: what nothing states is guessed and named so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kb_app.domain.case import Case, CaseMunicipality, Source
from kb_app.domain.guessed_axes import guess_axes
from kb_app.domain.guessing import guess_summary, guess_title, stated_title
from kb_app.domain.imported import Attachment, ImportedCase
from kb_app.domain.taxonomy import Axis
from kb_app.formats.html import to_html, visible_text

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_GUESSED_FROM = 20_000
"""Characters of the body that guesses look at."""
_MOST_BRACKETS = 500
"""The time that Markdown takes grows with the square of brackets that nothing closes."""
_FIELD_OF_AXIS = {
    Axis.STEP: "steps",
    Axis.AREA: "priority_areas",
    Axis.MEASURE: "related_measures",
    Axis.BARRIER: "barriers",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """`case` has what the file states, its body as Markdown included. `titles` are texts that may be its title.

    `pages` names the pages that the text stands on, where the file has any: "p. 1-12". `named` is the title that the
    file has among its properties.
    """

    case: Case
    titles: tuple[str, ...] = ()
    pages: str = ""
    named: str = ""
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Guesses:
    """Fields that were worked out, by name."""

    values: dict[str, object] = field(default_factory=dict)

    def add(self, name: str, stated: object, guessed: object) -> None:
        """Take a guess for a field that the file does not state."""
        if not stated and guessed:
            self.values[name] = guessed


def finished(draft: Draft, path: str, vocabulary: Vocabulary) -> ImportedCase:
    """Return the case with a guess for title, summary, municipality and axes, and its file as a source.

    `path` is where the file lies, relative to what is imported.
    """
    text = _visible(draft.case.body[:_GUESSED_FROM])
    case = draft.case
    guesses = Guesses()
    guesses.add("title", case.title, guess_title(path, draft.titles, text))
    title = case.title or str(guesses.values["title"])
    guesses.add("summary", case.summary, guess_summary(text, title))
    _guess_place(guesses, case, vocabulary.named_places.guess(title, path, text), vocabulary)
    for axis, ids in guess_axes(vocabulary.taxonomy, title, text).items():
        guesses.add(_FIELD_OF_AXIS[axis], getattr(case, _FIELD_OF_AXIS[axis]), ids)
    completed = replace(case, sources=case.sources or (_source(draft, path),), **guesses.values)  # type: ignore[arg-type]
    return ImportedCase(completed, frozenset(guesses.values), draft.attachments, draft.remarks)


def _visible(body: str) -> str:
    return body if body.count("[") > _MOST_BRACKETS else visible_text(to_html(body))


def _guess_place(guesses: Guesses, case: Case, place: CaseMunicipality, vocabulary: Vocabulary) -> None:
    if place.code:
        guesses.add("municipality", case.municipality.name or case.municipality.code, vocabulary.completed(place))


def _source(draft: Draft, path: str) -> Source:
    """The file itself, by its name. An office's own piles are internal papers until a person says otherwise."""
    file = path.rpartition("/")[2]
    named = stated_title(draft.named)
    # In every language of the program the same: what is imported twice has to be the same case.
    return Source(id="s1", title=f"{named}（{file}）" if named else file, kind="internal", page=draft.pages)
