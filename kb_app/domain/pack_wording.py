"""How libraries, packs and what they changed are said to a person, the same on the screen and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.content_pack import Standing
from kb_app.domain.library_changes import CaseNews

if TYPE_CHECKING:
    from kb_app.domain.content_pack import CaseCounts, LibraryInUse, Signer
    from kb_app.domain.edition import Edition
    from kb_app.domain.library_changes import CaseChange, LibraryChanges


def edition_words(edition: Edition) -> str:
    """Return an edition, in words where it is not known."""
    return edition.text or _("(edition not stated)")


def library_words(library: LibraryInUse) -> str:
    """Return which library is in use."""
    text = _("Edition {edition}, from a pack") if library.is_pack else _("Edition {edition}, came with the program")
    return text.format(edition=edition_words(library.edition))


def signer_words(signer: Signer) -> str:
    """Return who signed, and what is known of them."""
    text = {
        Standing.PUBLISHER: _("Signed by {name}, whose key came with the program."),
        Standing.ACCEPTED: _("Signed by {name}, whom you accepted before."),
        Standing.UNKNOWN: _("The signer is not known. The pack says that it is from “{name}”; nothing proves that."),
    }[signer.standing]
    return text.format(name=signer.name)


def count_words(counts: CaseCounts) -> str:
    """Return what a pack would bring, in numbers."""
    return _("{new} new, {changed} changed, {removed} removed").format(
        new=counts.new, changed=counts.changed, removed=counts.removed
    )


def news_words(changes: LibraryChanges) -> str:
    """Return the line that says that the bundled cases are others than before."""
    text = _("The bundled cases are newer ({new} new, {changed} changed, {removed} removed).")
    new, changed, removed = (changes.count(news) for news in (CaseNews.NEW, CaseNews.CHANGED, CaseNews.REMOVED))
    return text.format(new=new, changed=changed, removed=removed)


def change_words(change: CaseChange) -> str:
    """Return one case with what happened to it; of one that is gone also where its notes are."""
    text = {
        CaseNews.NEW: _("New: {title}"),
        CaseNews.CHANGED: _("Changed: {title}"),
        CaseNews.REMOVED: _("Removed: {title}"),
    }[change.news].format(title=change.title)
    kept = _kept_words(change) if change.news is CaseNews.REMOVED else ""
    return f"{text} {kept}" if kept else text


def _kept_words(change: CaseChange) -> str:
    notes = _("(its {count} notes stay on the page “Notes”)").format(count=change.notes) if change.notes else ""
    marks = _("(your tags and marks come back with the case)") if change.is_marked else ""
    return " ".join(said for said in (notes, marks) if said)
