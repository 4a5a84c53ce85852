"""The verb about the bundled cases as a whole: library, and library apply, changes, bundled, signers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.cli.documents import report_document
from kb_app.domain.content_pack import Consent, ConsentNeededError, Lack, Standing
from kb_app.domain.pack_wording import (
    accepted_words,
    change_words,
    count_words,
    fault_lines,
    library_words,
    news_words,
    signer_words,
    standing_words,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap import App
    from kb_app.cli.output import Output
    from kb_app.domain.content_pack import LibraryInUse, PackOffer, Signer

_EVERY = 500


def add_library(parser: ArgumentParser) -> None:
    """Declare `library [apply|changes|bundled|signers]`."""
    parser.set_defaults(act_run=_show)
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    apply = _act(acts, "apply", _("take in a pack of cases"), _apply)
    apply.add_argument("file", type=Path, metavar="FILE", help=_("a pack of cases (.dxpack)"))
    apply.add_argument(
        "--accept-signer", default="", metavar="FINGERPRINT", help=_("accept a signer who is not known, this time")
    )
    apply.add_argument("--remember", action="store_true", help=_("with --accept-signer: know that signer from now on"))
    apply.add_argument("--older", action="store_true", help=_("also where its edition is older than the present one"))
    apply.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    apply.set_defaults(usage_error=apply.error)
    changes = _act(acts, "changes", _("list what an update changed about the bundled cases"), _changes)
    changes.add_argument("--seen", action="store_true", help=_("and take it for seen"))
    _act(acts, "bundled", _("go back to the cases that came with the program"), _bundled)
    signers = _act(acts, "signers", _("list whose packs are taken in without a question"), _signers)
    signers.add_argument("--forget", metavar="FINGERPRINT", help=_("know this accepted signer no more; its cases stay"))


def library(app: App, arguments: Namespace, output: Output) -> int:
    """Do what the verb's act is."""
    run: Callable[[App, Namespace, Output], int] = arguments.act_run
    return run(app, arguments, output)


def _act(acts: Any, name: str, about: str, run: Callable[[App, Namespace, Output], int]) -> ArgumentParser:
    parser: ArgumentParser = acts.add_parser(name, help=about, description=about)
    # Without a default of its own, else it would hide the one that was given before the act.
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help=_("print exactly one JSON document")
    )
    parser.set_defaults(act_run=run)
    return parser


def _show(app: App, _arguments: Namespace, output: Output) -> int:
    packs = app.packs()
    state, damage = packs.state(), packs.damage()
    document = {
        **_library_document(state.library),
        "files": state.files,
        "made": state.made,
        "signer": _signer_document(state.signer) if state.signer is not None else None,
        "trouble": damage,
    }
    lines = [library_words(state.library), _("{count} documents").format(count=state.files), str(state.library.folder)]
    if state.signer is not None:
        lines += [signer_words(state.signer), _fingerprint(state.signer)]
    output.answer(document, [*lines, *((damage,) if damage else ())])
    return 1 if damage else 0


def _apply(app: App, arguments: Namespace, output: Output) -> int:
    if arguments.remember and not arguments.accept_signer:
        arguments.usage_error(_("--remember needs --accept-signer FINGERPRINT beside it"))
    packs, report = app.packs(), _progress_to(output)
    consent = Consent(arguments.accept_signer, remember=arguments.remember, older=arguments.older)
    if arguments.dry_run:
        offer = packs.look(arguments.file, report)
        refused = packs.lacks(offer, consent)
        _tell_pack(offer, consent, refused, output, is_dry=True)
        if refused is not None:
            raise _with_switches(refused)
        return 0
    packs.need_writing()
    with app.session() as session:
        session.news.look()  # so that what the pack changes can be shown afterwards
    try:
        offer = packs.apply(arguments.file, consent, report)
    except ConsentNeededError as refused:
        raise _with_switches(refused) from refused
    app.reread_library()
    _tell_pack(offer, consent, None, output, is_dry=False)
    return 0


def _tell_pack(
    offer: PackOffer, consent: Consent, refused: ConsentNeededError | None, output: Output, *, is_dry: bool
) -> None:
    words = _("It would be edition {edition}.") if is_dry else _("The bundled cases are edition {edition} now.")
    lacks = refused.lacks if refused is not None else ()
    is_accepted = not offer.is_known and not {Lack.SIGNER, Lack.FINGERPRINT}.intersection(lacks)
    is_remembered = is_accepted and consent.remember and not is_dry
    signer = _signer_document(offer.signer)
    document = {
        "edition": offer.edition.text,
        "before": offer.present.text,
        "files": offer.files,
        "new": offer.counts.new,
        "changed": offer.counts.changed,
        "removed": offer.counts.removed,
        "signer": {**signer, "standing": str(Standing.ACCEPTED)} if is_accepted else signer,
        "remembered": is_remembered,
        "faulty": [report_document(report) for report in offer.faulty],
        "lacks": [str(lack) for lack in lacks],
        "applied": not is_dry,
    }
    lines = [words.format(edition=offer.edition), count_words(offer.counts)]
    if offer.signer.namesakes or not is_accepted:
        lines.append(signer_words(offer.signer))
    if is_accepted:
        lines.append(accepted_words(offer.signer, is_remembered=is_remembered))
    output.answer(document, [*lines, _fingerprint(offer.signer), *fault_lines(offer.faulty, len(offer.faulty))])


def _with_switches(refused: ConsentNeededError) -> KbError:
    """Name what of this command line says the missing word."""
    switches = {
        Lack.SIGNER: _("Then add --accept-signer FINGERPRINT (and --remember, to know the signer from now on)."),
        Lack.OLDER: _("For the older edition add --older."),
    }
    named = (switches[lack] for lack in refused.lacks if lack in switches)  # a wrong fingerprint came with its own
    return KbError(refused.what, refused.cause, " ".join((refused.remedy, *named)))


def _signers(app: App, arguments: Namespace, output: Output) -> int:
    packs = app.packs()
    forgotten = packs.forget(arguments.forget) if arguments.forget is not None else None
    signers = packs.signers()
    document = {
        "signers": [_signer_document(signer) for signer in signers],
        "forgotten": _signer_document(forgotten) if forgotten is not None else None,
    }
    lines = [_("Forgotten: {name}").format(name=forgotten.name)] if forgotten is not None else []
    lines += [f"{signer.fingerprint}\t{signer.name}\t{standing_words(signer.standing)}" for signer in signers]
    if not signers:
        lines.append(_("No signer is known: every pack is asked about."))
    output.answer(document, lines)
    return 0


def _changes(app: App, arguments: Namespace, output: Output) -> int:
    with app.session() as session:
        changes = session.news.look()
        if arguments.seen:
            session.news.mark_seen()
    document = {
        "before": changes.before,
        "now": changes.now,
        "cases": [
            {"id": one.id, "title": one.title, "news": str(one.news), "notes": one.notes, "marked": one.is_marked}
            for one in changes.cases
        ],
    }
    lines = [
        news_words(changes) if changes else _("Nothing has changed about the bundled cases since you last looked.")
    ]
    output.answer(document, [*lines, *(f"{one.id}\t{change_words(one)}" for one in changes.cases)])
    return 0


def _bundled(app: App, _arguments: Namespace, output: Output) -> int:
    library = app.packs().give_up()
    app.reread_library()
    output.answer(_library_document(library), [library_words(library)])
    return 0


def _library_document(library: LibraryInUse) -> dict[str, Any]:
    return {
        "edition": library.edition.text,
        "source": "pack" if library.is_pack else "bundled",
        "folder": str(library.folder),
    }


def _signer_document(signer: Signer) -> dict[str, Any]:
    return {
        "name": signer.name,
        "fingerprint": signer.fingerprint,
        "standing": str(signer.standing),
        "namesakes": list(signer.namesakes),
    }


def _fingerprint(signer: Signer) -> str:
    return _("Fingerprint: {fingerprint}").format(fingerprint=signer.fingerprint)


def _progress_to(output: Output) -> Report:
    """Say on stderr now and then what is being worked on."""

    def report(progress: Progress) -> None:
        if progress.done and progress.done % _EVERY == 0:
            output.message(f"{progress.label}: {progress.done}/{progress.total}")

    return report
