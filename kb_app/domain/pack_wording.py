"""How libraries, packs and what they changed are said to a person, the same on the screen and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.content_pack import ConsentNeededError, Lack, Standing
from kb_app.domain.library_changes import CaseNews
from kb_app.domain.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb_app.domain.content_pack import CaseCounts, LibraryInUse, PackOffer, Signer
    from kb_app.domain.edition import Edition
    from kb_app.domain.library import FileReport
    from kb_app.domain.library_changes import CaseChange, LibraryChanges


def edition_words(edition: Edition) -> str:
    """Return an edition, in words where it is not known."""
    return edition.text or _("(edition not stated)")


def library_words(library: LibraryInUse) -> str:
    """Return which library is in use."""
    text = _("Edition {edition}, from a pack") if library.is_pack else _("Edition {edition}, came with the program")
    return text.format(edition=edition_words(library.edition))


def signer_words(signer: Signer) -> str:
    """Return who signed, and what is known of them; that somebody else may be using a known name is an alarm."""
    if signer.namesakes:
        alarm = _(
            "Warning: a signer called “{name}” is known with another fingerprint ({known}). This pack was signed with"
            " another key ({fingerprint}): somebody else may be using the name."
        )
        return alarm.format(name=signer.name, known=", ".join(signer.namesakes), fingerprint=signer.fingerprint)
    text = {
        Standing.PUBLISHER: _("Signed by {name}, whose key came with the program."),
        Standing.ACCEPTED: _("Signed by {name}, whom you accepted before."),
        Standing.UNKNOWN: _("The signer is not known. The pack says that it is from “{name}”; nothing proves that."),
    }[signer.standing]
    return text.format(name=signer.name)


def standing_words(standing: Standing) -> str:
    """Return what is known of a signer, for a list."""
    return {
        Standing.PUBLISHER: _("came with the program"),
        Standing.ACCEPTED: _("accepted here"),
        Standing.UNKNOWN: _("not known"),
    }[standing]


def accepted_words(signer: Signer, *, is_remembered: bool) -> str:
    """Return that an unknown signer was accepted by the fingerprint; also for the packs to come, where remembered."""
    text = _("Its signer was accepted by the fingerprint. The pack says that it is from “{name}”.")
    later = _("The signer is known from now on.") if is_remembered else ""
    return " ".join(said for said in (text.format(name=signer.name), later) if said)


def consent_error(what: str, offer: PackOffer, given: str, lacks: tuple[Lack, ...]) -> ConsentNeededError:
    """Return why a pack is not taken in without a person's word; `given` is the fingerprint that was given."""
    signer = offer.signer
    cause = {
        Lack.SIGNER: _("its signer “{name}” is not known (fingerprint {fingerprint})"),
        Lack.FINGERPRINT: _(
            "the fingerprint that was given ({given}) is not that of its signer “{name}” (fingerprint {fingerprint})"
        ),
        Lack.OLDER: _("its edition {edition} is older than the present one ({present})"),
    }
    if signer.namesakes:
        cause[Lack.SIGNER] = _(
            "a signer called “{name}” is known with another fingerprint ({known}), and this pack was signed with"
            " another key (fingerprint {fingerprint}): somebody else may be using the name"
        )
    ask = _("Ask the publisher for the fingerprint by another way, and accept it only if it is the same.")
    remedy = {
        Lack.SIGNER: ask,
        Lack.FINGERPRINT: _(
            "Look for a slip in the fingerprint that was given. If there is none, do not take the pack in, and ask the"
            " publisher."
        ),
        Lack.OLDER: _("Say that you want the older edition if you do."),
    }
    facts = {
        "name": signer.name,
        "fingerprint": signer.fingerprint,
        "known": ", ".join(signer.namesakes),
        "given": given,
        "edition": offer.edition,
        "present": offer.present,
    }
    # A name with two keys is told also where a wrong fingerprint was given.
    told = (Lack.SIGNER, *lacks) if signer.namesakes and Lack.FINGERPRINT in lacks else lacks
    causes = _("; ").join(cause[lack].format(**facts) for lack in told)
    return ConsentNeededError(what, causes, " ".join(remedy[lack] for lack in lacks), lacks)


def fault_lines(faulty: Sequence[FileReport], most: int) -> Iterator[str]:
    """Yield that files of a pack have something to be mended, and of `most` of them what; nothing where none has."""
    if faulty:
        text = _("In {count} of its files something has to be mended; what cannot be read of them is not shown:")
        yield text.format(count=len(faulty))
    for report in faulty[:most]:
        wrong = next(problem for problem in report.problems if problem.severity is Severity.ERROR)
        yield _("{path}: {message}").format(path=report.path, message=wrong.message)
    if len(faulty) > most:
        yield _("and {count} more").format(count=len(faulty) - most)


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
