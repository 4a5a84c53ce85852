"""Own cases that are written, changed, attached to, deleted and taken back by a process that is killed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kb_app.domain.library import Shelf

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.own_case import OwnCase
    from tests.crash.journal import Operation
    from tests.crash.place import Place
    from tests.crash.state import State

_TITLES = ["窓口の押印廃止", "CON", "a/b", "書かない窓口.", "あ" * 100, "AIで議事録"]
_MOST_CASES = 10
_END = "ここまで。\n"
_FOLDER = re.compile(r"[^/\n\"<(:]*\.files/")
WEIGHTS = {"create_case": 5, "save_case": 10, "attach_case": 3, "delete_case": 4, "take_back_case": 3, "index_cases": 1}
OPERATIONS = frozenset(WEIGHTS) - {"index_cases"}


class OwnCaseDice:
    """Draws what is done next; every text says which operation wrote it."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)
        self._seed = seed
        self._count = 0

    def draw(self, session: Session) -> Operation:
        """Return an operation that can be done now."""
        ids = {doc.path: doc.case.id for doc in session.library.documents() if doc.shelf is Shelf.OWN}
        keys = [deleted.key for deleted in session.own_cases.deleted()]
        while True:
            name = self._rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            self._count += 1
            if name == "create_case" and len(ids) < _MOST_CASES:
                return {"op": name, "title": self._rng.choice(_TITLES), "mark": self._mark(), "body": self._body()}
            if name in ("save_case", "attach_case", "delete_case") and ids:
                path = self._rng.choice(sorted(ids))
                return {"op": name, "path": path, "id": ids[path], "mark": self._mark(), "body": self._body()}
            if name == "take_back_case" and keys:
                return {"op": name, "key": self._rng.choice(keys)}
            if name == "index_cases":
                return {"op": name}

    def _mark(self) -> str:
        return f"{self._seed}-{self._count}"

    def _body(self) -> str:
        lines = ["## 取組", "", self._mark(), *["廃止した。" * 20] * self._rng.choice((0, 3, 300)), _END]
        return "\n".join(lines)


def perform(session: Session, operation: Operation) -> Any:
    """Do it, and return what stands where now."""
    return _WORK[operation["op"]](session, operation)


def _create(session: Session, about: Operation) -> Any:
    blank = session.own_cases.blank()
    return _told(session.own_cases.create(replace(blank, title=about["title"], body=about["body"])))


def _save(session: Session, about: Operation) -> Any:
    own = session.own_cases.open(about["id"])
    return _told(session.own_cases.save(own, replace(own.case, body=about["body"], subtitle=about["mark"])))


def _attach(session: Session, about: Operation) -> Any:
    own = session.own_cases.open(about["id"])
    return _told(session.own_cases.attach(own, f"{about['mark']}.png", picture(f"{about['mark']}.png")))


def _delete(session: Session, about: Operation) -> Any:
    return {"key": session.own_cases.delete(about["id"]).key}


def _take_back(session: Session, about: Operation) -> Any:
    (deleted,) = (one for one in session.own_cases.deleted() if one.key == about["key"])
    return _told(session.own_cases.take_back(deleted))


_WORK: dict[str, Callable[[Session, Operation], Any]] = {
    "create_case": _create,
    "save_case": _save,
    "attach_case": _attach,
    "delete_case": _delete,
    "take_back_case": _take_back,
    "index_cases": lambda session, _about: session.indexing.update().documents,
}


def _told(own: OwnCase) -> dict[str, str]:
    return {"path": own.path, "text": own.text}


def picture(name: str) -> bytes:
    """Return what is attached under a name."""
    return name.encode("utf-8") * 2000


def after_own(state: State, operation: Operation, result: Any) -> State:
    """Return the state after a confirmed operation."""
    if operation["op"] == "delete_case":
        files = {path: text for path, text in state.files.items() if path != operation["path"]}
        text = without_folder(state.files[operation["path"]])
        return replace(state, files=files, trash={**state.trash, result["key"]: text})
    if operation["op"] == "take_back_case":
        state = replace(state, trash={key: text for key, text in state.trash.items() if key != operation["key"]})
    return replace(state, files={**state.files, result["path"]: result["text"]})


def own_outcomes(state: State, pending: Operation, found: State) -> list[State]:
    """Return what may be there after a kill in an operation: nothing of it, or all of it."""
    return [state, *(after_own(state, pending, result) for result in _results(state, pending, found))]


def _results(state: State, pending: Operation, found: State) -> list[dict[str, str]]:
    """What the operation would have answered, by what is there: a whole text that no other operation wrote."""
    new = [{"path": path, "text": text} for path, text in found.files.items() if state.files.get(path) != text]
    match pending["op"]:
        case "create_case" | "save_case":
            return [one for one in new if pending["mark"] in one["text"] and one["text"].endswith(_END)]
        case "attach_case":
            return [one for one in new if one["path"] == pending["path"] and f"{pending['mark']}.png" in one["text"]]
        case "delete_case":
            return [{"key": key} for key in found.trash if key not in state.trash]
        case _:
            return [one for one in new if without_folder(one["text"]) == state.trash.get(pending["key"])]


def without_folder(text: str) -> str:
    """Return a text of the wastebasket without the name of its folder: it may come back, or nearly, under another one."""
    return _FOLDER.sub(".files/", text)


def attached_problems(session: Session, place: Place) -> list[str]:
    """Say which pictures of own cases are not there, or not whole, also of cases in the wastebasket that come back."""
    problems = []
    for document in session.library.documents():
        if document.shelf is not Shelf.OWN:
            continue
        for medium in document.case.images:
            file = (place.paths.own_cases_dir / document.path).parent / medium.location
            if not file.exists() or file.read_bytes() != picture(file.name):
                problems.append(f"{document.path}: the picture {medium.location} is not whole")
    return problems
