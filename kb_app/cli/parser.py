"""The table of verbs, and the way from the words of a command line to one of them."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app import __version__
from kb_app.base import i18n, logs
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.base.paths import AppPaths, default_data_dir
from kb_app.base.private_files import close_to_others
from kb_app.base.settings import load_settings
from kb_app.bootstrap import App, open_app
from kb_app.bootstrap.data import refuse_network
from kb_app.cli import annotation_verbs, backup_verbs, library_verbs, pack_verbs, transfer_verbs, upkeep_verbs
from kb_app.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

_WORK_ANYWHERE = frozenset({"backup", "doctor", "self-test"})
"""Verbs that do no harm to data on a network drive: they tell of it, or bring it away."""

EXIT_DONE, EXIT_TROUBLE, EXIT_USAGE, EXIT_BUG = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its name, its sentence of help, an example, how it declares its arguments, and what it does."""

    name: str
    help: str
    example: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[App, argparse.Namespace, Output], int]


def verbs() -> tuple[Verb, ...]:
    """Return every verb, worded in the interface language."""
    return (
        Verb(
            "gui",
            _("open the window, with files (also without a verb)"),
            "kb-app gui",
            upkeep_verbs.add_gui,
            upkeep_verbs.gui,
        ),
        Verb(
            "search",
            _("search the library"),
            "kb-app search 押印廃止 --step execute_measure --limit 5",
            library_verbs.add_search,
            library_verbs.search,
        ),
        Verb(
            "index",
            _("bring the search index up to date"),
            "kb-app index --rebuild",
            library_verbs.add_index,
            library_verbs.index,
        ),
        Verb(
            "show",
            _("print one document"),
            "kb-app show kosai-line-chatbot",
            library_verbs.add_show,
            library_verbs.show,
        ),
        Verb(
            "list",
            _("list ids and titles"),
            "kb-app list --prefecture 福島県",
            library_verbs.add_list,
            library_verbs.list_documents,
        ),
        Verb(
            "check",
            _("validate case files"),
            "kb-app check cases/municipalities/kosai-line-chatbot.md",
            library_verbs.add_check,
            library_verbs.check,
        ),
        Verb(
            "note",
            _("write, list and delete notes"),
            "kb-app note add kosai-line-chatbot 環境課に聞く --visibility internal",
            annotation_verbs.add_note,
            annotation_verbs.run,
        ),
        Verb(
            "tag",
            _("put your own tags on documents"),
            "kb-app tag add kosai-line-chatbot 視察候補",
            annotation_verbs.add_tag,
            annotation_verbs.run,
        ),
        Verb(
            "classify",
            _("put a document under steps and areas of your own"),
            "kb-app classify kosai-line-chatbot --step execute_measure",
            annotation_verbs.add_classify,
            annotation_verbs.run,
        ),
        Verb(
            "status",
            _("say what your office makes of a document"),
            "kb-app status kosai-line-chatbot candidate --star",
            annotation_verbs.add_status,
            annotation_verbs.run,
        ),
        Verb(
            "import",
            _("take cases and notes in from files; a preview with --dry-run"),
            "kb-app import 資料 --dry-run",
            transfer_verbs.add_import,
            transfer_verbs.import_files,
        ),
        Verb(
            "export",
            _("write cases and notes out in open formats"),
            "kb-app export kosai-line-chatbot --format md -o cases.zip",
            transfer_verbs.add_export,
            transfer_verbs.export,
        ),
        Verb(
            "library",
            _("say which bundled cases are in use, or take in a pack of newer ones"),
            "kb-app library changes",
            pack_verbs.add_library,
            pack_verbs.library,
        ),
        Verb(
            "backup",
            _("write everything precious to one file"),
            "kb-app backup dx-casebook.zip",
            backup_verbs.add_backup,
            backup_verbs.backup,
        ),
        Verb(
            "restore",
            _("go back to a backup; what is there now is backed up first"),
            "kb-app restore dx-casebook.zip --dry-run",
            backup_verbs.add_restore,
            backup_verbs.restore,
        ),
        Verb(
            "doctor",
            _("check the installation"),
            "kb-app doctor --json",
            upkeep_verbs.add_doctor,
            upkeep_verbs.doctor,
        ),
        Verb(
            "self-test",
            _("prove an installed program, in a temporary data folder"),
            "kb-app self-test result.json",
            upkeep_verbs.add_self_test,
            upkeep_verbs.self_test,
        ),
    )


def main(words: Sequence[str] | None = None, *, started: float | None = None) -> int:
    """Run one command line (`words` None: the process's own) and return its exit code.

    `started` is the `time.perf_counter()` at which the process began to run our code.
    """
    begun = time.perf_counter() if started is None else started
    early, rest = _places_parser().parse_known_args(words)
    paths = AppPaths.under(early.data_dir.absolute() if early.data_dir else default_data_dir())
    if not early.data_dir and not os.environ.get("KB_APP_DATA_DIR"):
        close_to_others(paths.data_dir)  # a place that somebody chose has the rights that they gave it
    logs.install(paths.log_file)
    settings = load_settings(paths.settings_file)
    output = Output(as_json="--json" in (sys.argv[1:] if words is None else words))
    try:
        app = open_app(paths, settings, early.lang or "")
        arguments = build_parser().parse_args(_with_verb(rest, words))
        arguments.started = begun
        if arguments.verb not in _WORK_ANYWHERE:
            refuse_network(paths)
        if app.library.trouble and arguments.verb not in (None, "gui", "library"):
            output.message(app.library.trouble)
        return _run(app, arguments, output)
    except KbError as error:
        _tell(output, str(error))
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return EXIT_TROUBLE
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_DONE
    except Exception:
        logger.exception("bug")
        _tell(
            output, _("Something went wrong inside the program. It is written down in {log}").format(log=paths.log_file)
        )
        return EXIT_BUG


def _tell(output: Output, text: str) -> None:
    """Say it on the console, or in a box where the program was started without one."""
    output.message(text)
    if not output.has_console:
        # Qt is loaded only where something is shown.
        from kb_app.ui import application

        application.show_trouble(text)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, worded in the interface language."""
    parser = argparse.ArgumentParser(
        prog="kb-app",
        description=_("DX Casebook: precedents of municipal DX, searched offline."),
        parents=[_places_parser()],
    )
    parser.add_argument("--version", action="version", version=f"kb-app {__version__}")
    commands = parser.add_subparsers(dest="verb", metavar="VERB")
    for verb in verbs():
        command = commands.add_parser(
            verb.name,
            help=verb.help,
            description=verb.help,
            epilog=_("Example: {example}").format(example=verb.example),
            parents=[_json_parser()],
        )
        verb.declare(command)
        command.set_defaults(run=verb.run)
    return parser


def _run(app: App, arguments: argparse.Namespace, output: Output) -> int:
    if arguments.verb is None:
        arguments = argparse.Namespace(**{**vars(arguments), "quit_after_start": False, "result": None, "files": []})
        return upkeep_verbs.gui(app, arguments, output)
    run: Callable[[App, argparse.Namespace, Output], int] = arguments.run
    return run(app, arguments, output)


def _with_verb(rest: Sequence[str], words: Sequence[str] | None) -> Sequence[str] | None:
    """The words of the command line; files without a verb before them, as a desktop names them, are opened.

    `rest` is what stands behind the places. A file that is called as a verb is needs its folder before it. One that
    is gone goes to the window too, which says so.
    """
    if not rest or rest[0] in {verb.name for verb in verbs()}:
        return words
    is_file = os.path.lexists(rest[0])
    was_file = not rest[0].startswith("-") and ("/" in rest[0] or bool(Path(rest[0]).suffix))
    return ["gui", *rest] if is_file or was_file else words


def _places_parser() -> argparse.ArgumentParser:
    """What stands before the verb; it is read first, because it decides about the language of everything else."""
    parser = argparse.ArgumentParser(prog="kb-app", add_help=False)
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help=_("where everything that is written goes"))
    parser.add_argument("--lang", choices=i18n.LANGUAGES, help=_("interface language"))
    return parser


def _json_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--json", action="store_true", help=_("print exactly one JSON document"))
    return parser
