"""Imports that are killed: what was confirmed is there, what was not is there as whole files or not at all."""

from __future__ import annotations

import random
import re
import traceback
from typing import TYPE_CHECKING, Any

from kb_app.domain.transfer import Conflicts
from kb_app.storage.database import integrity
from tests.crash.index_check import index_problems

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.bootstrap.session import Session
    from tests.crash.journal import Entry, Journal
    from tests.crash.place import Place

Cases = dict[str, str]
"""The bodies of cases that were confirmed, by id; each names a picture that is made of its first line."""

END = "おわり。\n"
"""Stands at the end of every text; a file without it is a half."""
_MOST_FILES = 60
_LINES = 500
_PICTURE = re.compile(r"!\[図\]\((?:<(?P<odd>[^>]*)>|(?P<plain>[^)<]*))\)")
"""A name with spaces or parentheses in it stands between < and >."""
_NAMED = "![図](図.png)"
"""What stands for the picture of a body, wherever the file is."""


def imports(place: Place, journal: Journal, seed: str) -> None:
    """Import folders of new and changed cases and notes, and take some of it back, again and again."""
    rng = random.Random(seed)
    last = ""
    with place.app().session() as session:
        session.indexing.update()
        number = 0
        while True:
            number += 1
            if last and rng.random() < 0.2:
                journal.begin({"op": "undo_import"})
                session.importing.undo(last)
                last = ""
            else:
                folder = place.folder / "in" / f"{seed}-{number}"
                wanted = _write_files(folder, rng, seed, number)
                journal.begin({"op": "import", "cases": wanted})
                last = session.importing.apply(session.importing.preview([folder]), Conflicts.MERGE, "in").id
            journal.end()
            if rng.random() < 0.3:
                journal.begin({"op": "update"})
                session.indexing.update()
                journal.end()


def imported(place: Place, before: Cases, entries: list[Entry]) -> tuple[Cases, list[str]]:
    """Look at what is there after a kill; return what is confirmed now, and what is wrong."""
    confirmed, open_, undoable = dict(before), {}, {}
    sure: Cases = {}
    for entry in entries:
        op = entry.operation["op"]
        if op == "import":
            added = entry.operation["cases"]
            if entry.is_confirmed:
                undoable = {case: confirmed.get(case) for case in added}
                confirmed |= added
                sure |= added
            else:
                open_ = {case: {confirmed.get(case), body} for case, body in added.items()}
                sure = {case: body for case, body in sure.items() if case not in added}
        elif op == "undo_import":
            sure = {case: body for case, body in sure.items() if case not in undoable}
            if entry.is_confirmed:
                confirmed = {case: body for case, body in (confirmed | undoable).items() if body is not None}
            else:
                open_ = {case: {confirmed.get(case), body} for case, body in undoable.items()}
    try:
        with place.app().session() as session:
            problems = [*_wrong(session, place, confirmed, open_), *_picture_problems(session, place, sure)]
            found = _found(session)
    except Exception:  # noqa: BLE001 (whatever the next start stumbles over is the finding)
        return before, [traceback.format_exc()]
    return found, problems


def _wrong(session: Session, place: Place, confirmed: Cases, open_: dict[str, set[Any]]) -> list[str]:
    sound = integrity(session._database)
    problems = [] if sound == "ok" else [f"integrity_check: {sound}"]
    found = _found(session)
    for case in {*confirmed, *found}:
        possible = open_.get(case, {confirmed.get(case)})
        if found.get(case) not in possible:
            problems.append(f"{case}: {found.get(case)!r} is there, {possible!r} was confirmed")
    own = place.paths.own_cases_dir
    halves = [path for path in own.glob("*.md") if not path.read_text(encoding="utf-8").endswith(END)]
    problems += [f"half a file: {path}" for path in halves]
    return [*problems, *index_problems(session, place)]


def _found(session: Session) -> Cases:
    documents = (one.case for one in session.library.documents() if one.case.id.startswith("crash-"))
    return {case.id: _PICTURE.sub(_NAMED, case.body) for case in documents}


def _picture_problems(session: Session, place: Place, sure: Cases) -> list[str]:
    """Say which pictures are not whole, and which are not those of the bodies that were confirmed in this round.

    What was broken off may have brought a picture and not its text yet, or the text back and not its picture.
    """
    problems = []
    for case in (one.case for one in session.library.documents() if one.case.id.startswith("crash-")):
        named = _PICTURE.search(case.body)
        file = place.paths.own_cases_dir / (named["odd"] or named["plain"]) if named is not None else place.folder
        data = file.read_bytes() if file.is_file() else b""
        first_line = data.decode("utf-8", "replace")[: len(data.decode("utf-8", "replace")) // _LINES]
        is_whole = bool(data) and first_line.encode("utf-8") * _LINES == data
        if not is_whole or (case.id in sure and data != _picture(sure[case.id])):
            problems.append(f"{case.id}: the picture {file} is not there, not whole, or not that of the case")
    return problems


def _picture(body: str) -> bytes:
    return body.partition("\n")[0].encode("utf-8") * _LINES


def _write_files(folder: Path, rng: random.Random, seed: str, number: int) -> Cases:
    """Write cases, most of them new, some a new version of earlier ones; return their bodies by id."""
    folder.mkdir(parents=True)
    wanted: Cases = {}
    for place in range(rng.randint(1, _MOST_FILES)):
        is_new = rng.random() < 0.8
        case = f"crash-{seed}-{number}-{place}" if is_new else f"crash-{rng.randrange(30)}"
        body = f"本文 {seed} {number} {place}\n" * rng.choice((1, 5, 500)) + f"{_NAMED}\n{END}"
        attached = folder / f"{case}.files" / "図.png"
        attached.parent.mkdir(exist_ok=True)
        attached.write_bytes(_picture(body))
        text = f'---\nid: {case}\ntitle: "題 {case}"\nmunicipality: {{name: 湖西市, code: "222216"}}\n---\n{body}'
        text = text.replace(_NAMED, f"![図]({case}.files/図.png)")
        (folder / f"{case}.md").write_text(text, encoding="utf-8")
        wanted[case] = body
    return wanted
