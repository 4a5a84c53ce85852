"""Free tags and the documents they are on, on one thread's connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.tag import TagCount, tag_key
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.domain.change import Change
    from kb_app.domain.family import Beside
    from kb_app.storage.precious_rows import PreciousRows, Row


class TagStore:
    """Puts tags on documents and takes them off; names are compared folded (see `tag_key`)."""

    def __init__(self, rows: PreciousRows, beside: Beside | None = None) -> None:
        """`beside` gives the documents that share their tags with others (see `family`), from which tags go too."""
        self._rows = rows
        self._beside = beside or (lambda _documents: ())

    def of_document(self, document_id: str) -> tuple[str, ...]:
        """Return the names of the tags that staff put on a document, in the order they came.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._rows.find(
                "select tags.name from document_tags join tags on tags.uuid = tag_uuid where document_id = ?"
                " and document_tags.deleted_at is null and tags.deleted_at is null"
                " order by document_tags.created_at, document_tags.rowid",
                (document_id,),
            )
        return tuple(str(row["name"]) for row in rows)

    def counts(self) -> tuple[TagCount, ...]:
        """Return every tag with the number of documents it is on, the most used first.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._rows.find(
                "select tags.name, count(document_tags.uuid) as count from tags left join document_tags"
                " on tag_uuid = tags.uuid and document_tags.deleted_at is null where tags.deleted_at is null"
                " group by tags.uuid order by count desc, tags.folded"
            )
        return tuple(TagCount(str(row["name"]), int(row["count"])) for row in rows)

    def knows(self, name: str) -> bool:
        """Return whether staff have a tag of this name, however it is spelled.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            return self._tag(name) is not None

    def put_on(self, documents: Iterable[str], names: Iterable[str]) -> Change:
        """Put tags on documents; a tag that there is not yet is made.

        That it was taken off another document of the family holds no more.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        given = tuple(documents)
        others = self._beside(given)
        with self._rows.act() as act:
            for tag in [self._made(name) for name in names]:
                for document in given:
                    self._link(document, tag)
                for document in (*given, *others):
                    self._restore_in_file(document, tag["name"])
        return act.change

    def take_off(self, documents: Iterable[str], names: Iterable[str]) -> Change:
        """Take tags off documents, and note that they do not hold there, whatever the files say.

        Where staff put them on another document of the family they are taken off there too.

        Raises:
            KbError: the database cannot be used now; nothing was changed.
        """
        given = tuple(documents)
        others = self._beside(given)
        with self._rows.act() as act:
            for name in names:
                tag = self._tag(name)
                if tag is not None:
                    self._unlink((*given, *others), tag)
                for document in given:
                    # Also where staff had put it there: the file may have it too, now or later.
                    self._take_off_file(document, name)
        return act.change

    def rename(self, old: str, new: str) -> Change:
        """Give a tag another name.

        Raises:
            KbError: there is no such tag, another one has the new name, or the database cannot be used now.
        """
        with self._rows.act() as act:
            tag, other = self._known(old), self._tag(new)
            if other is not None and other["uuid"] != tag["uuid"]:
                raise KbError(
                    _("The tag could not be renamed."),
                    _("there is a tag “{name}” already").format(name=other["name"]),
                    _("Merge the two instead."),
                )
            if tag["name"] != new:
                self._rows.change("tags", tag, name=new, folded=tag_key(new))
        return act.change

    def merge(self, one: str, into: str) -> Change:
        """Put `into` on every document that has `one`, and delete `one`.

        Raises:
            KbError: one of them does not exist, they are the same, or the database cannot be used now.
        """
        with self._rows.act() as act:
            gone, kept = self._known(one), self._known(into)
            if gone["uuid"] == kept["uuid"]:
                raise KbError(_("The tags could not be merged."), _("both are the same tag"))
            for link in self._links(gone["uuid"]):
                self._link(link["document_id"], kept)
                self._rows.delete("document_tags", link)
            self._rows.delete("tags", gone)
        return act.change

    def delete(self, name: str) -> Change:
        """Take a tag off every document and delete it.

        Raises:
            KbError: there is no such tag, or the database cannot be used now; nothing was changed.
        """
        with self._rows.act() as act:
            tag = self._known(name)
            for link in self._links(tag["uuid"]):
                self._rows.delete("document_tags", link)
            self._rows.delete("tags", tag)
        return act.change

    def _made(self, name: str) -> Row:
        tag = self._tag(name)
        if tag is None:
            self._rows.add("tags", name=name, folded=tag_key(name))
            tag = self._known(name)
        return tag

    def _known(self, name: str) -> Row:
        tag = self._tag(name)
        if tag is None:
            raise KbError(
                _("The tag could not be found."),
                _("no tag of yours is called “{name}”").format(name=name),
                _("Reload (F5) and look again."),
            )
        return tag

    def _tag(self, name: str) -> Row | None:
        rows = self._rows.find("select * from tags where folded = ? and deleted_at is null", (tag_key(name),))
        return rows[0] if rows else None

    def _links(self, tag: str) -> list[Row]:
        return self._rows.find("select * from document_tags where tag_uuid = ? and deleted_at is null", (tag,))

    def _link_of(self, document: str, tag: str) -> Row | None:
        rows = self._rows.find("select * from document_tags where document_id = ? and tag_uuid = ?", (document, tag))
        return rows[0] if rows else None

    def _link(self, document: str, tag: Row) -> None:
        link = self._link_of(document, tag["uuid"])
        if link is None:
            self._rows.add("document_tags", document_id=document, tag_uuid=tag["uuid"])
        elif link["deleted_at"] is not None:
            self._rows.change("document_tags", link, deleted_at=None)

    def _unlink(self, documents: Iterable[str], tag: Row) -> None:
        for document in documents:
            link = self._link_of(document, tag["uuid"])
            if link is not None and link["deleted_at"] is None:
                self._rows.delete("document_tags", link)

    def _taken(self, document: str, name: str) -> Row | None:
        rows = self._rows.find("select * from classifications where document_id = ? and axis = 'tag'", (document,))
        return next((row for row in rows if tag_key(row["value"]) == tag_key(name)), None)

    def _take_off_file(self, document: str, name: str) -> None:
        taken = self._taken(document, name)
        if taken is None:
            self._rows.add("classifications", document_id=document, axis="tag", value=name, is_taken=1)
        elif taken["deleted_at"] is not None:
            self._rows.change("classifications", taken, deleted_at=None)

    def _restore_in_file(self, document: str, name: str) -> None:
        taken = self._taken(document, name)
        if taken is not None and taken["deleted_at"] is None:
            self._rows.delete("classifications", taken)
