"""Packs of cases that are killed while they are taken in: the library is the one before or the new one, whole."""

from __future__ import annotations

import random
import traceback
from typing import TYPE_CHECKING

from kb_app.domain.content_pack import Consent
from tests.crash.index_check import index_problems
from tests.packs import FINGERPRINT, cases_of, pack_bytes

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from tests.crash.journal import Entry, Journal
    from tests.crash.place import Place

BUNDLED = ""
"""The library of the program; every other one is named by its edition."""
_MARK = "この版："


def packs(place: Place, journal: Journal, seed: str) -> None:
    """Take packs in, go back to the cases of the program, and look at what changed, again and again."""
    rng = random.Random(seed)
    app = place.app()
    number = max(app.library.edition.numbers, default=2030)
    file = place.folder / f"{seed}.dxpack"
    while True:
        if app.library.is_pack and rng.random() < 0.2:
            journal.begin({"op": "pack", "edition": BUNDLED})
            app.packs().give_up()
        else:
            number += 1
            file.write_bytes(pack_bytes(_marked(app, number), str(number)))
            journal.begin({"op": "pack", "edition": str(number)})
            app.packs().apply(file, Consent(FINGERPRINT, remember=rng.random() < 0.5, older=True))
        journal.end()
        app.reread_library()
        if rng.random() < 0.5:
            journal.begin({"op": "look"})
            with app.session() as session:
                session.indexing.update()
                session.news.look()
                session.news.mark_seen()
            journal.end()


def packed(place: Place, before: str, entries: list[Entry]) -> tuple[str, list[str]]:
    """Look at what is there after a kill; return which library that is, and what is wrong."""
    possible = {before}
    for entry in entries:
        if entry.operation["op"] == "pack":
            edition = entry.operation["edition"]
            possible = {edition} if entry.is_confirmed else {*possible, edition}
    try:
        app = place.app()
        found = app.library.edition.text if app.library.is_pack else BUNDLED
        problems = [] if found in possible else [f"edition {found!r} is shown, {possible!r} was confirmed"]
        problems += [trouble for trouble in (app.library.trouble, app.packs().damage()) if trouble]
        if found:
            texts = cases_of(app.library.folder)
            wanted = cases_of(app.paths.bundled_dir).keys()
            halves = [path for path, text in texts.items() if not text.endswith(f"{_MARK}{found}\n".encode())]
            problems += [f"of another edition, or a half: {path}" for path in halves]
            problems += [] if texts.keys() == wanted else [f"not the cases of the pack: {sorted(texts)}"]
        with app.session() as session:
            session.news.look()
            problems += index_problems(session, place)
    except Exception:  # noqa: BLE001 (whatever the next start stumbles over is the finding)
        return before, [traceback.format_exc()]
    return found, problems


def _marked(app: App, number: int) -> dict[str, bytes]:
    """The bundled cases, each of which says at its end which edition it is of."""
    return {path: text + f"\n{_MARK}{number}\n".encode() for path, text in cases_of(app.paths.bundled_dir).items()}
