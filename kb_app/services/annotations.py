"""Tags, attributes, status and star: put on documents, taken off, and undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from kb_app.domain.family import joined
from kb_app.domain.tag import TagCount, tag_key, tag_name

if TYPE_CHECKING:
    from kb_app.domain.annotation import Annotations, Status
    from kb_app.domain.change import Change
    from kb_app.domain.family import FamilyOf
    from kb_app.domain.taxonomy import Axis
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.precious_rows import PreciousRows
    from kb_app.storage.tag_store import TagStore


class DocumentAnnotations:
    """What can be added to documents beside notes, for one thread.

    Every method that changes something raises `KbError` where the database cannot be used now; then nothing was
    changed. When it returns, the change is on the disk. What it returns can be given to `undo`.
    """

    def __init__(
        self,
        store: AnnotationStore,
        tags: TagStore,
        rows: PreciousRows,
        file_tags: Callable[[], Collection[str]],
        spelling: Callable[[str], str | None],
        family: FamilyOf,
    ) -> None:
        """`file_tags` gives the tags that documents have; `spelling` one of them as it is spelled there."""
        self._store = store
        self._tags = tags
        self._rows = rows
        self._file_tags = file_tags
        self._spelling = spelling
        self._family = family

    def of(self, document: str) -> Annotations:
        """Return what was added to a document, and to those that share it: its original, or its copies."""
        others = self._family(document).others
        return joined(self._store.of_document(document), map(self._store.of_document, others))

    def tags(self) -> tuple[TagCount, ...]:
        """Return the tags of the staff with their counts, the most used first."""
        return self._tags.counts()

    def known_tags(self) -> tuple[str, ...]:
        """Return every name that can be completed: the staff's, the most used first, then those of case files."""
        own = [tag.name for tag in self._tags.counts()]
        keys = {tag_key(name) for name in own}
        return (*own, *sorted(name for name in self._file_tags() if tag_key(name) not in keys))

    def add_tags(self, documents: Iterable[str], names: Iterable[str]) -> Change:
        """Put tags on documents.

        Raises:
            KbError: a name is empty or too long, or the database cannot be used now; nothing was changed.
        """
        checked = list(dict.fromkeys(tag_name(name) for name in names))
        return self._tags.put_on(tuple(documents), self._spelled(checked))

    def remove_tags(self, documents: Iterable[str], names: Iterable[str]) -> Change:
        """Take tags off documents, the file's own too; putting them on again restores those."""
        return self._tags.take_off(tuple(documents), [tag_name(name) for name in names])

    def rename_tag(self, old: str, new: str) -> Change:
        """Give a tag another name on all its documents.

        Raises:
            KbError: there is no such tag, the name is taken or no name, or the database cannot be used now.
        """
        return self._tags.rename(tag_name(old), tag_name(new))

    def merge_tags(self, one: str, into: str) -> Change:
        """Make one tag of two: `one` is gone, its documents have `into`.

        Raises:
            KbError: one of them does not exist, they are the same, or the database cannot be used now.
        """
        return self._tags.merge(tag_name(one), tag_name(into))

    def delete_tag(self, name: str) -> Change:
        """Take a tag off all documents and forget it.

        Raises:
            KbError: there is no such tag, or the database cannot be used now.
        """
        return self._tags.delete(tag_name(name))

    def classify(self, documents: Iterable[str], axis: Axis, values: Iterable[str]) -> Change:
        """Put values of an axis on documents, beside what the files say."""
        return self._store.classify(documents, axis, values, taken=False)

    def take(self, documents: Iterable[str], axis: Axis, values: Iterable[str]) -> Change:
        """Take values of an axis off documents, also those that the files say."""
        return self._store.classify(documents, axis, values, taken=True)

    def restore(self, documents: Iterable[str], axis: Axis, values: Iterable[str] | None = None) -> Change:
        """Let what the files say hold again, for some values of an axis or for all."""
        return self._store.restore(documents, axis, values)

    def reclassify(
        self,
        documents: Iterable[str],
        *,
        cleared: Iterable[Axis] = (),
        put: Mapping[Axis, Iterable[str]],
        off: Mapping[Axis, Iterable[str]],
    ) -> Change:
        """Restore whole axes, then put values on, then take values off: one change, all of it or nothing."""
        return self._store.reclassify(documents, cleared=cleared, put=put, off=off)

    def set_status(self, documents: Iterable[str], status: Status) -> Change:
        """Say what the office makes of documents."""
        return self._store.set_state(documents, status=str(status))

    def set_star(self, documents: Iterable[str], *, starred: bool) -> Change:
        """Put a star on documents, or take it off."""
        return self._store.set_state(documents, is_starred=int(starred))

    def mark(self, documents: Iterable[str], status: Status | None, *, starred: bool | None) -> Change:
        """Set status and star in one change; what is None stays."""
        values = {
            "status": None if status is None else str(status),
            "is_starred": None if starred is None else int(starred),
        }
        return self._store.set_state(documents, **{name: value for name, value in values.items() if value is not None})

    def undo(self, change: Change) -> Change:
        """Put everything back as it was before a change, in one step; what it returns can be undone in turn.

        Raises:
            KbError: something of it was changed again since, or the database cannot be used now; nothing was changed.
        """
        return self._rows.undo(change)

    def _spelled(self, names: list[str]) -> list[str]:
        """New tags as case files spell them; those that staff have already are found by their key."""
        return [name if self._tags.knows(name) else self._spelling(name) or name for name in names]
