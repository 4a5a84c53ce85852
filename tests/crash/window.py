"""The real window, drawn into memory, in which a person writes notes and presses tags.

`WRITERS` says how an operation is done there. A writer gets the window and the operation (of `operations.Dice`), works as
hands do (opens the document, types, presses), waits until the window says that it is saved (`wait_until` lets it work
meanwhile), and returns what the services would: the id of a new note, else None. To be filled, say with `add_note`,
`save`, `delete_note`, `add_tags` and `remove_tags`, as soon as there is something to write in; then the kind is tried.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb_app.ui.main_window import MainWindow
    from tests.crash.journal import Journal, Operation
    from tests.crash.place import Place

WRITERS: dict[str, Callable[[MainWindow, Operation], Any]] = {}
Do = Callable[["Journal", "Operation", Callable[["Operation"], Any]], None]


def missing() -> str:
    """Say why this kind cannot be tried, "" if it can."""
    return "" if WRITERS else "nobody has told yet how a note is written in the window"


def work_in_window(place: Place, journal: Journal, seed: str, do: Do) -> None:
    """Open the window and work in it; `do` writes down what is begun and confirmed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Qt is loaded in this worker alone.
    from kb_app.ui.application import make_application, open_window
    from tests.bench.typing_in_window import wait_until
    from tests.crash.operations import BY_SERVICES, Dice, facts_of

    app = place.app()
    window = open_window(app, make_application())
    looked: list[bool] = []
    window.index_looked_at.connect(lambda: looked.append(True))
    window.show()
    window.start_work()
    wait_until(lambda: bool(looked))
    dice = Dice(seed, {name: BY_SERVICES[name] for name in WRITERS}, documents_at_once=1)
    with app.session() as session:
        documents = tuple(document.case.id for document in session.library.documents())
        while True:
            # One sitting a note: what a process writes into it replaces what an earlier one left.
            operation = {**dice.draw(facts_of(session, documents)), "sitting": seed}
            do(journal, operation, lambda operation: WRITERS[operation["op"]](window, operation))
