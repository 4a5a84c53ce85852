"""Attributes, status and star that staff put on documents, on one thread's connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from kb_app.domain.annotation import CLASSIFIED_AXES, Annotations, Status
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.domain.change import Change
    from kb_app.domain.family import Beside
    from kb_app.domain.taxonomy import Axis
    from kb_app.storage.precious_rows import PreciousRows, Row
    from kb_app.storage.tag_store import TagStore


class AnnotationStore:
    """Keeps what is added to documents; notes have a store of their own.

    What is said of a document is kept with it alone; what was said to the contrary of others of its family goes.
    """

    def __init__(self, rows: PreciousRows, tags: TagStore, beside: Beside | None = None) -> None:
        """`beside` gives the documents that share what is added to others (see `family`)."""
        self._rows = rows
        self._tags = tags
        self._beside = beside or (lambda _documents: ())

    def of_document(self, document_id: str) -> Annotations:
        """Return everything that was added to a document itself.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            stated = self._rows.find(
                "select axis, value, is_taken from classifications where document_id = ? and deleted_at is null"
                " order by created_at, rowid",
                (document_id,),
            )
            state = self._state(document_id)
        alive = state if state is not None and state["deleted_at"] is None else None
        return Annotations(
            document_id,
            added=_by_axis(stated, taken=False),
            taken=_by_axis(stated, taken=True),
            tags=self._tags.of_document(document_id),
            taken_tags=tuple(str(row["value"]) for row in stated if row["axis"] == "tag" and row["is_taken"]),
            status=Status(alive["status"]) if alive is not None else Status.UNREAD,
            is_starred=bool(alive["is_starred"]) if alive is not None else False,
        )

    def classify(self, documents: Iterable[str], axis: Axis, values: Iterable[str], *, taken: bool) -> Change:
        """Say that documents have values of an axis, or (`taken`) that they have them not, whatever the files say.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        stated = {axis: tuple(values)}
        return self.reclassify(documents, put={} if taken else stated, off=stated if taken else {})

    def restore(self, documents: Iterable[str], axis: Axis, values: Iterable[str] | None = None) -> Change:
        """Let what the files say hold again, for some values of an axis or for all.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        wanted = None if values is None else set(values)
        given = tuple(documents)
        others = self._beside(given)
        with self._rows.act() as act:
            for document in (*given, *others):
                self._forget(document, axis, wanted)
        return act.change

    def reclassify(
        self,
        documents: Iterable[str],
        *,
        cleared: Iterable[Axis] = (),
        put: Mapping[Axis, Iterable[str]],
        off: Mapping[Axis, Iterable[str]],
    ) -> Change:
        """Let what the files say hold again for whole axes, then put values on, then take values off; all in one go.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        axes = tuple(cleared)
        stated = [(axis, value, False) for axis, values in put.items() for value in values]
        stated += [(axis, value, True) for axis, values in off.items() for value in values]
        given = tuple(documents)
        others = self._beside(given)
        with self._rows.act() as act:
            for document, axis in product((*given, *others), axes):
                self._forget(document, axis, None)
            for document, (axis, value, taken) in product(given, stated):
                self._state_value(document, axis, value, taken=taken)
            for document, (axis, value, taken) in product(others, stated):
                self._forget(document, axis, {value}, taken=not taken)
        return act.change

    def set_state(self, documents: Iterable[str], **values: Any) -> Change:
        """Set the columns `status` or `is_starred` of documents; another status of their families is taken back.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        given = tuple(documents)
        others = self._beside(given)
        with self._rows.act() as act:
            for document in others:
                self._take_back_state(document, values)
            for document in given:
                before = self._state(document)
                first = {"status": str(Status.UNREAD), "is_starred": 0, **values}
                if before is None:
                    self._rows.add("document_states", document_id=document, **first)
                elif before["deleted_at"] is not None:
                    # What a tombstone says was taken back and holds no more.
                    self._rows.change("document_states", before, **first, deleted_at=None)
                elif any(before[name] != value for name, value in values.items()):
                    self._rows.change("document_states", before, **values)
        return act.change

    def _state(self, document: str) -> Row | None:
        rows = self._rows.find("select * from document_states where document_id = ?", (document,))
        return rows[0] if rows else None

    def _take_back_state(self, document: str, values: Mapping[str, Any]) -> None:
        """Let nothing hold for a document that differs from what is said of another one of its family now."""
        before = self._state(document)
        if before is None or before["deleted_at"] is not None:
            return
        none = {"status": str(Status.UNREAD), "is_starred": 0}
        changed = {name: none[name] for name, value in values.items() if before[name] not in (value, none[name])}
        if changed:
            self._rows.change("document_states", before, **changed)

    def _stated(self, document: str, axis: Axis) -> list[Row]:
        return self._rows.find(
            "select * from classifications where document_id = ? and axis = ?", (document, str(axis))
        )

    def _forget(self, document: str, axis: Axis, values: set[str] | None, *, taken: bool | None = None) -> None:
        """Take back what was stated of some values or all; with `taken` only that they hold not, or that they do."""
        for row in self._stated(document, axis):
            is_meant = (values is None or row["value"] in values) and taken in (None, bool(row["is_taken"]))
            if row["deleted_at"] is None and is_meant:
                self._rows.delete("classifications", row)

    def _state_value(self, document: str, axis: Axis, value: str, *, taken: bool) -> None:
        known = next((row for row in self._stated(document, axis) if row["value"] == value), None)
        if known is None:
            self._rows.add("classifications", document_id=document, axis=str(axis), value=value, is_taken=int(taken))
        elif known["deleted_at"] is not None or bool(known["is_taken"]) != taken:
            self._rows.change("classifications", known, is_taken=int(taken), deleted_at=None)


def _by_axis(stated: list[Row], *, taken: bool) -> dict[Axis, tuple[str, ...]]:
    found = {
        axis: tuple(str(row["value"]) for row in stated if row["axis"] == axis and bool(row["is_taken"]) == taken)
        for axis in CLASSIFIED_AXES
    }
    return {axis: values for axis, values in found.items() if values}
