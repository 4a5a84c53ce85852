"""The verb about the bundled cases as a whole: library, library apply, library changes, library bundled."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.i18n import _
from kb_app.domain.content_pack import Consent
from kb_app.domain.pack_wording import change_words, count_words, library_words, news_words, signer_words

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap import App
    from kb_app.cli.output import Output
    from kb_app.domain.content_pack import LibraryInUse, Signer

_EVERY = 500


def add_library(parser: ArgumentParser) -> None:
    """Declare `library [apply|changes|bundled]`."""
    parser.set_defaults(act_run=_show)
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    apply = _act(acts, "apply", _("take in a pack of cases"), _apply)
    apply.add_argument("file", type=Path, metavar="FILE", help=_("a pack of cases (.dxpack)"))
    apply.add_argument(
        "--accept-signer", default="", metavar="FINGERPRINT", help=_("accept a signer who is not known, this time")
    )
    apply.add_argument("--remember", action="store_true", help=_("know the accepted signer from now on"))
    apply.add_argument("--older", action="store_true", help=_("also where its edition is older than the present one"))
    apply.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    changes = _act(acts, "changes", _("list what an update changed about the bundled cases"), _changes)
    changes.add_argument("--seen", action="store_true", help=_("and take it for seen"))
    _act(acts, "bundled", _("go back to the cases that came with the program"), _bundled)


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
    packs, report = app.packs(), _progress_to(output)
    consent = Consent(arguments.accept_signer, remember=arguments.remember, older=arguments.older)
    if arguments.dry_run:
        offer = packs.look(arguments.file, report)
    else:
        with app.session() as session:
            session.news.look()  # so that what the pack changes can be shown afterwards
        offer = packs.apply(arguments.file, consent, report)
        app.reread_library()
    words = (
        _("It would be edition {edition}.") if arguments.dry_run else _("The bundled cases are edition {edition} now.")
    )
    document = {
        "edition": offer.edition.text,
        "before": offer.present.text,
        "files": offer.files,
        "new": offer.counts.new,
        "changed": offer.counts.changed,
        "removed": offer.counts.removed,
        "signer": _signer_document(offer.signer),
        "applied": not arguments.dry_run,
    }
    lines = [words.format(edition=offer.edition), count_words(offer.counts), signer_words(offer.signer)]
    output.answer(document, [*lines, _fingerprint(offer.signer)])
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


def _signer_document(signer: Signer) -> dict[str, str]:
    return {"name": signer.name, "fingerprint": signer.fingerprint, "standing": str(signer.standing)}


def _fingerprint(signer: Signer) -> str:
    return _("Fingerprint: {fingerprint}").format(fingerprint=signer.fingerprint)


def _progress_to(output: Output) -> Report:
    """Say on stderr now and then what is being worked on."""

    def report(progress: Progress) -> None:
        if progress.done and progress.done % _EVERY == 0:
            output.message(f"{progress.label}: {progress.done}/{progress.total}")

    return report
