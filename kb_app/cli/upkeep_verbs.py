"""Verbs that look after the program: gui, doctor, self-test."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base import i18n
from kb_app.base.atomic_file import write_atomically
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.domain.query import Query

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kb_app.bootstrap import App
    from kb_app.cli.output import Output

_PROBE_WORD = "押印廃止"


def add_gui(parser: ArgumentParser) -> None:
    """Declare `gui`."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=_("open these: packs of cases, files to import")
    )
    parser.add_argument("--quit-after-start", action="store_true", help=_("quit as soon as the window can be used"))
    parser.add_argument("--result", type=Path, metavar="FILE", help=_("write the measured times to FILE"))


def gui(app: App, arguments: Namespace, output: Output) -> int:
    """Open the window."""
    # Qt is loaded only by the verbs that show something.
    from kb_app.ui import application

    measured: dict[str, int] = {}

    def on_usable(to_window: int, to_usable: int) -> None:
        measured.update(ms_to_window=to_window, ms_to_usable=to_usable)

    code = application.run(
        app,
        started=arguments.started,
        quit_after_start=arguments.quit_after_start,
        on_usable=on_usable,
        files=[file.absolute() for file in arguments.files],
    )
    if arguments.quit_after_start:
        if arguments.result is not None:
            _write(arguments.result, measured)
        output.answer(measured, [f"{name}: {value}" for name, value in measured.items()])
    return code


def add_doctor(parser: ArgumentParser) -> None:
    """Declare `doctor`."""
    parser.add_argument("--repair", action="store_true", help=_("make the search index anew where it cannot be used"))


def doctor(app: App, arguments: Namespace, output: Output) -> int:
    """Look at the installation and say what was found; the exit code is 1 where something is wrong."""
    # The fonts are Qt's to know.
    from kb_app.ui import application

    checks = [(_("data"), True, str(app.paths.data_dir))]
    try:
        with app.session() as session:
            if arguments.repair:
                session.indexing.update()
            checks += [(check.name, check.ok, check.detail) for check in session.diagnostics.checks()]
    except KbError as error:
        # What keeps the program from starting is what doctor is asked about.
        checks.append((_("start"), False, str(error)))
    try:
        checks.append((_("Japanese font"), *application.font_check()))
    except KbError as error:
        checks.append((_("Japanese font"), False, str(error)))
    return _answer_checks(checks, output)


def add_self_test(parser: ArgumentParser) -> None:
    """Declare `self-test`."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("where the result is written (JSON)"))


def self_test(app: App, arguments: Namespace, output: Output) -> int:
    """Prove an installed program in a temporary data folder: index, search, a document, the window, fonts."""
    from kb_app.ui import application

    # What ends before all is tried, or an earlier result, is no proof.
    _write(arguments.file, {"ok": False, "checks": []})
    with tempfile.TemporaryDirectory(prefix="kb-app-self-test-", ignore_cleanup_errors=True) as folder:
        paths = AppPaths(app.paths.bundled_dir, app.paths.resources_dir, Path(folder))
        probe = open_app(paths, Settings(), i18n.language())
        checks = _core_checks(probe)
        try:
            checks += application.window_check(probe)
        except KbError as error:
            checks.append((_("window"), False, str(error)))
    result = {"ok": all(ok for _name, ok, _detail in checks), "checks": _as_documents(checks)}
    _write(arguments.file, result)
    return _answer_checks(checks, output)


def _core_checks(app: App) -> list[tuple[str, bool, str]]:
    with app.session() as session:
        summary = session.indexing.update()
        result = session.searching.search(Query(_PROBE_WORD))
        page = session.library.page(result.hits[0].id) if result.hits else None
        return [
            (_("index"), summary.documents > 0, _("{count} documents").format(count=summary.documents)),
            (_("search"), result.total_all_words > 0, f"{_PROBE_WORD}: {result.total}"),
            (_("packs of cases"), app.packs().can_verify(), _("signatures are checked")),
            (_("document"), page is not None and "<h2>" in page.html, page.document.case.title if page else ""),
            *((check.name, check.ok, check.detail) for check in session.diagnostics.checks()),
        ]


def _answer_checks(checks: list[tuple[str, bool, str]], output: Output) -> int:
    everything_ok = all(ok for _name, ok, _detail in checks)
    lines = [f"{_('ok') if ok else _('PROBLEM')}  {name}: {detail}" for name, ok, detail in checks]
    output.answer({"ok": everything_ok, "checks": _as_documents(checks)}, lines)
    return 0 if everything_ok else 1


def _as_documents(checks: list[tuple[str, bool, str]]) -> list[dict[str, object]]:
    return [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in checks]


def _write(file: Path, document: object) -> None:
    try:
        write_atomically(file.absolute(), json.dumps(document, ensure_ascii=False, indent=1))
    except OSError as error:
        raise KbError(_("The result could not be written."), f"{file}: {system_cause(error)}") from error
