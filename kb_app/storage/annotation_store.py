"""Attributes, status and star that staff put on documents, on one thread's connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kb_app.domain.annotation import CLASSIFIED_AXES, Annotations, Status
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.domain.change import Change
    from kb_app.domain.taxonomy import Axis
    from kb_app.storage.precious_rows import PreciousRows, Row
    from kb_app.storage.tag_store import TagStore


class AnnotationStore:
    """Keeps what is added to documents; notes have a store of their own."""

    def __init__(self, rows: PreciousRows, tags: TagStore) -> None:
        self._rows = rows
        self._tags = tags

    def of_document(self, document_id: str) -> Annotations:
        """Return everything that was added to a document.

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
        with self._rows.act() as act:
            for document in documents:
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
        with self._rows.act() as act:
            for document in documents:
                for axis in axes:
                    self._forget(document, axis, None)
                for axis, value, taken in stated:
                    self._state_value(document, axis, value, taken=taken)
        return act.change

    def set_state(self, documents: Iterable[str], **values: Any) -> Change:
        """Set the columns `status` or `is_starred` of documents.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        with self._rows.act() as act:
            for document in documents:
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

    def _stated(self, document: str, axis: Axis) -> list[Row]:
        return self._rows.find(
            "select * from classifications where document_id = ? and axis = ?", (document, str(axis))
        )

    def _forget(self, document: str, axis: Axis, values: set[str] | None) -> None:
        for row in self._stated(document, axis):
            if row["deleted_at"] is None and (values is None or row["value"] in values):
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
