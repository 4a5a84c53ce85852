"""What staff do, drawn at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.domain.annotation import Status
from tests.case_files import front

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.change import Change
    from tests.crash.journal import Operation

_WORDS = [
    "押印廃止",
    "窓口",
    "環境課に聞く",
    "視察",
    "予算",
    "前例",
    "様式の見直し",
    "令和八年度",
    "ＡＩ",
    "電子申請",
    "住民説明会",
    "🗾",
    "委託先",
]
_TAGS = [
    "視察候補",
    "要確認",
    "予算要求",
    "R8",
    "市長説明",
    "首長",
    "保留",
    "広域連携",
    "ＤＸ推進",
    "研修",
    "先行",
    "比較",
]
_VALUES = [
    "step:execute_measure",
    "step:mindset",
    "area:ai_rpa",
    "area:telework",
    "barrier:silo",
    "measure:regulation",
]
_OWN_FILES = 4
_MOST_NOTES = 40

BY_SERVICES = {
    "add_note": 12,
    "save": 40,
    "tick": 3,
    "delete_note": 5,
    "take_back": 4,
    "add_tags": 12,
    "remove_tags": 6,
    "rename_tag": 3,
    "merge_tags": 2,
    "delete_tag": 2,
    "undo": 6,
    "classify": 6,
    "restore": 3,
    "mark": 6,
    "write_file": 2,
    "refresh": 8,
    "update": 3,
}
"""What is drawn, and how often."""
BY_COMMANDS = {
    "add_note": 10,
    "delete_note": 4,
    "take_back": 3,
    "add_tags": 8,
    "remove_tags": 4,
    "rename_tag": 2,
    "merge_tags": 2,
    "delete_tag": 2,
    "classify": 6,
    "mark": 6,
    "search": 3,
}


@dataclass(frozen=True)
class Facts:
    """What is there to do something with."""

    documents: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    """Id and text."""
    deleted: tuple[str, ...]
    tags: tuple[str, ...]
    change: Change | None = None
    """What was changed last in this process, if it can be undone."""


def facts_of(session: Session, documents: tuple[str, ...], change: Change | None = None) -> Facts:
    """Look at what is there."""
    return Facts(
        documents,
        tuple(sorted((note.id, note.text) for note in session.notes.every())),
        tuple(sorted(note.id for note in session.notes.deleted())),
        tuple(sorted(tag.name for tag in session.annotations.tags())),
        change,
    )


class Dice:
    """Draws operations; the same seed draws the same ones from the same facts."""

    def __init__(self, seed: str, weights: dict[str, int], *, documents_at_once: int) -> None:
        self._rng = random.Random(seed)
        self._seed = seed
        self._count = 0
        self._weights = weights
        self._at_once = documents_at_once

    def draw(self, facts: Facts) -> Operation:
        """Return an operation that can be done now."""
        while True:
            name = self._rng.choices(list(self._weights), list(self._weights.values()))[0]
            about = _ABOUT.get(name, Dice._nothing)(self, facts)
            if about is not None:
                return {"op": name, **about}

    def _nothing(self, _facts: Facts) -> Operation | None:
        return {}

    def _text(self) -> str:
        """A text that no other operation writes, now and then a long one, and with boxes to tick."""
        self._count += 1
        lines = [f"{self._rng.choice(_WORDS)} {self._seed}-{self._count}"]
        lines += ["".join(self._rng.choices(_WORDS, k=8)) for _line in range(self._rng.choice((0, 0, 1, 3, 20)))]
        lines += [f"- [ ] {word}" for word in self._rng.sample(_WORDS, self._rng.choice((0, 0, 2)))]
        return "\n".join(lines)

    def _some(self, values: tuple[str, ...] | list[str], most: int) -> list[str]:
        return self._rng.sample(values, min(self._rng.randint(1, most), len(values)))

    def _documents(self, facts: Facts) -> list[str]:
        return self._some(facts.documents, self._at_once)

    def _add_note(self, facts: Facts) -> Operation | None:
        if len(facts.notes) >= _MOST_NOTES:
            return None
        document = self._rng.choice((*facts.documents, ""))
        return {"document": document, "text": self._text(), "sitting": self._rng.choice("ab")}

    def _save(self, facts: Facts) -> Operation | None:
        if not facts.notes:
            return None
        return {"note": self._rng.choice(facts.notes)[0], "text": self._text(), "sitting": self._rng.choice("ab")}

    def _tick(self, facts: Facts) -> Operation | None:
        open_ones = [note for note, text in facts.notes if "- [ ] " in text]
        return {"note": self._rng.choice(open_ones)} if open_ones else None

    def _delete_note(self, facts: Facts) -> Operation | None:
        return {"note": self._rng.choice(facts.notes)[0]} if facts.notes else None

    def _take_back(self, facts: Facts) -> Operation | None:
        return {"note": self._rng.choice(facts.deleted)} if facts.deleted else None

    def _tag_names(self, facts: Facts) -> Operation | None:
        return {"documents": self._documents(facts), "names": self._some(_TAGS, 3)}

    def _rename_tag(self, facts: Facts) -> Operation | None:
        free = [name for name in _TAGS if name not in facts.tags]
        if not facts.tags or not free:
            return None
        return {"old": self._rng.choice(facts.tags), "new": self._rng.choice(free)}

    def _merge_tags(self, facts: Facts) -> Operation | None:
        if len(facts.tags) < 2:
            return None
        one, into = self._rng.sample(facts.tags, 2)
        return {"old": one, "new": into}

    def _delete_tag(self, facts: Facts) -> Operation | None:
        return {"old": self._rng.choice(facts.tags)} if facts.tags else None

    def _classify(self, facts: Facts) -> Operation | None:
        values = self._some(_VALUES, 4)
        if self._at_once > 1:  # one call of a service puts values of one axis on, or takes them off
            axis = values[0].partition(":")[0]
            chosen = [value for value in values if value.startswith(f"{axis}:")]
            return {"documents": self._documents(facts), self._rng.choice(("put", "take")): chosen}
        clear = [self._rng.choice(values).partition(":")[0]] if self._rng.random() < 0.3 else []
        return {"documents": self._documents(facts), "clear": clear, "put": values[:2], "take": values[2:]}

    def _restore(self, facts: Facts) -> Operation | None:
        axis = self._rng.choice(_VALUES).partition(":")[0]
        values = [value for value in _VALUES if value.startswith(f"{axis}:")]
        return {"documents": self._documents(facts), "values": values}

    def _mark(self, facts: Facts) -> Operation | None:
        marks: Operation = {"status": str(self._rng.choice(list(Status))), "is_starred": self._rng.random() < 0.5}
        if self._at_once > 1:
            marks.pop(self._rng.choice(list(marks)))
        return {"documents": self._documents(facts), **marks}

    def _undo(self, facts: Facts) -> Operation | None:
        return {} if facts.change else None

    def _write_file(self, _facts: Facts) -> Operation | None:
        number = self._rng.randrange(_OWN_FILES)
        stated = [f"id: own-{number}"] if number % 2 else []
        text = front(*stated, f"title: 自前の事例 {number}", "municipality: {name: 湖西市}", body=self._text() + "\n")
        return {"path": f"{number}.md", "text": text}


_ABOUT: dict[str, Callable[[Dice, Facts], Operation | None]] = {
    "add_note": Dice._add_note,
    "save": Dice._save,
    "tick": Dice._tick,
    "delete_note": Dice._delete_note,
    "take_back": Dice._take_back,
    "add_tags": Dice._tag_names,
    "remove_tags": Dice._tag_names,
    "rename_tag": Dice._rename_tag,
    "merge_tags": Dice._merge_tags,
    "delete_tag": Dice._delete_tag,
    "classify": Dice._classify,
    "restore": Dice._restore,
    "mark": Dice._mark,
    "undo": Dice._undo,
    "write_file": Dice._write_file,
}
