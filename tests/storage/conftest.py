"""A database of the test's own with the stores on it, and a clock that the test sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kb_app.storage.annotation_store import AnnotationStore
from kb_app.storage.change_log import ChangeLog
from kb_app.storage.database import Database, open_database
from kb_app.storage.note_store import NoteStore
from kb_app.storage.precious_rows import PreciousRows
from kb_app.storage.tag_store import TagStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Clock:
    """Goes on by a second whenever it is asked; `back` sets it back."""

    now: datetime = field(default_factory=lambda: datetime(2026, 4, 1, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def back(self, **by: float) -> None:
        self.now -= timedelta(**by)


class Desk:
    """The stores of one connection, and who sits at it."""

    def __init__(self, place: Path, clock: Clock) -> None:
        self.author = "山田"
        self.database: Database = open_database(place)
        self.rows = PreciousRows(self.database, lambda: self.author, clock)
        self.log = ChangeLog(self.database)
        self.tags = TagStore(self.rows)
        self.notes = NoteStore(self.database, self.rows)
        self.annotations = AnnotationStore(self.rows, self.tags)

    def content(self, *, with_times: bool = True) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but the log of changes; without times and revisions what a person would see.

        A row that was made and taken back stays as a tombstone; without times it is left out.
        """
        tables = ("notes", "note_versions", "tags", "document_tags", "classifications", "document_states")
        return {table: self._rows_of(table, with_times=with_times) for table in tables}

    def _rows_of(self, table: str, *, with_times: bool) -> list[tuple[object, ...]]:
        rows = self.rows.find(f"select * from {table} order by uuid")
        hidden = () if with_times else ("revision", "updated_at")
        alive = [row for row in rows if with_times or row.get("deleted_at") is None]
        return [tuple(value for name, value in row.items() if name not in hidden) for row in alive]

    def close(self) -> None:
        self.database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_desk(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Desk]]:
    """Opens another connection to the same database."""
    opened: list[Desk] = []

    def another() -> Desk:
        opened.append(Desk(tmp_path / "casebook.db", clock))
        return opened[-1]

    yield another
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()
