"""The office's own cases: written, kept beside another version, copied from bundled ones, deleted and taken back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.case import Case, Medium, Origin
from kb_app.domain.case_sections import template
from kb_app.domain.folding import fold
from kb_app.domain.library import Document, NoSuchDocumentError, Shelf
from kb_app.domain.local_file import is_picture
from kb_app.domain.own_case import Original, OriginalChange
from kb_app.storage.own_cases.originals import is_version, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.own_case import DeletedCase, OwnCase
    from kb_app.storage.own_cases.attachments import Attachments
    from kb_app.storage.own_cases.files import OwnCaseFiles
    from kb_app.storage.own_cases.originals import Originals
    from kb_app.storage.own_cases.wastebasket import Wastebasket

_SLUG = re.compile(r"[a-z0-9]+")
_LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class OwnShelf:
    """What writes below the folder of own cases.

    `waiting` lies elsewhere: the texts that copies were made from which no file holds yet.
    """

    files: OwnCaseFiles
    wastebasket: Wastebasket
    attachments: Attachments
    originals: Originals
    waiting: Originals


class OwnCases:
    """What can be done with own cases, for one thread. What changes something is refused where nothing may be."""

    def __init__(
        self,
        shelf: OwnShelf,
        find: Callable[[str], Document],
        bundled_text: Callable[[Document], str],
        *,
        read_only: bool = False,
    ) -> None:
        """`find` gives the document of an id or raises `KbError`, `bundled_text` what stands in a bundled file."""
        self._shelf = shelf
        self._find = find
        self._bundled_text = bundled_text
        self._read_only = read_only

    def blank(self) -> Case:
        """Return a case to begin with; it has no id and no file yet."""
        return Case(id="", title="", rights="own", body=template())

    def open(self, document_id: str) -> OwnCase:
        """Return an own case as its file is now.

        Raises:
            KbError: there is no such case, it is a bundled one, or its file cannot be read.
        """
        document = self._find(document_id)
        if document.shelf is not Shelf.OWN:
            raise KbError(
                _("The case could not be opened for writing."),
                _("it came with the program"),
                _("Make a copy of your own, and change that."),
            )
        return self._shelf.files.read(document.path, document_id)

    def create(self, case: Case) -> OwnCase:
        """Write a new file, named after the title, and return what stands in it, with the id it was given.

        What the bundled file of a copy holds beyond the fields of a case stays in it, and the text of that file is kept
        for comparing; also where the library has another text by now.

        Raises:
            KbError: the folder cannot be written, or the case holds what no file may hold; nothing was written.
        """
        self._refuse_reading()
        titled = case if case.title.strip() else replace(case, title=_("Untitled case"))
        origin = case.derived_from
        text = self._text_then(origin) if origin is not None else None
        if origin is None or text is None:
            return self._shelf.files.create(replace(titled, id=_new_id(titled)))
        self._shelf.originals.keep(origin.id, text)
        made = self._shelf.files.derived(text, replace(titled, id=_new_id(titled, origin.id)))
        self._shelf.waiting.drop(origin)
        return made

    def save(self, own: OwnCase, case: Case) -> OwnCase:
        """Write what was changed into the file that `own` was read from; everything else in it stays as it was.

        The id stays that of the file.

        Raises:
            ChangedElsewhereError: the file is not as it was read; nothing was overwritten.
            KbError: the file cannot be written, or its front matter cannot be read; nothing was changed.
        """
        self._refuse_reading()
        return self._shelf.files.save(own, case)

    def keep_both(self, own: OwnCase, case: Case) -> OwnCase:
        """Write `case` beside the file of `own` as a file with an id of its own; into its place where that is gone.

        Raises:
            KbError: the folder cannot be written; nothing was written.
        """
        self._refuse_reading()
        name = _("{title} (version of this window {date})").format(title=own.place.stem, date=date.today().isoformat())
        return self._shelf.files.keep_both(own, case, _new_id(case), name)

    def copy_of(self, document_id: str) -> Case:
        """Return a copy of a bundled case to write on, which says what it was made from; it has no id and no file yet.

        The text that it is made from is kept until then, because an update of the library may bring another.

        Raises:
            KbError: there is no such bundled case, it cannot be read, or its text cannot be kept.
        """
        self._refuse_reading()
        document = self._find(document_id)
        if document.shelf is not Shelf.BUNDLED:
            raise KbError(_("The case could not be copied."), _("it is one of your own already"), "")
        self._shelf.waiting.forget_old()
        origin = self._shelf.waiting.keep(document_id, self._bundled_text(document))
        return replace(document.case, id="", derived_from=origin)

    def original_of(self, case: Case) -> Original | None:
        """Return what a copy was made from, and how that has changed since; None for what is no copy.

        Raises:
            KbError: the original cannot be read now.
        """
        origin = case.derived_from
        if origin is None:
            return None
        document = self._document(origin.id)
        if document is not None and document.shelf is Shelf.OWN:
            return Original(document.case.title, is_bundled=False, now=document.case)
        text = self._bundled_text(document) if document is not None else None
        now = document.case if document is not None else None
        if text is not None and now is not None and version_of(text) == origin.version:
            return Original(now.title, is_bundled=True, now=now)
        kept = self._kept_text(origin)
        then = self._shelf.files.parsed(kept) if kept is not None else None
        title = next((one.title for one in (now, then) if one is not None), origin.id)
        if now is not None and then is not None and _said(now) == _said(then):
            return Original(title, is_bundled=True, now=now)
        return Original(title, is_bundled=True, now=now, change=OriginalChange(then, now))

    def is_original_changed(self, document: Document) -> bool:
        """Return whether the bundled case that an own one was copied from says something else since.

        False where that cannot be told: somebody wrote the copy's origin by hand, or the original cannot be read now.
        """
        origin = document.case.derived_from
        if document.shelf is not Shelf.OWN or origin is None or not is_version(origin.version):
            return False
        try:
            original = self.original_of(document.case)
        except KbError:  # the copy is read all the same; whoever opens it for writing is told
            return False
        return original is not None and original.now is not None and original.change is not None

    def accept_original(self, own: OwnCase) -> OwnCase:
        """Say that the change of the original was seen: from now on later changes are told.

        Raises:
            KbError: as of `save`.
        """
        origin = own.case.derived_from
        now = self._bundled_now(origin.id) if origin is not None else None
        if origin is None or now is None:
            return own
        self._refuse_reading()
        return self._shelf.files.save(own, replace(own.case, derived_from=self._shelf.originals.keep(origin.id, now)))

    def attach(self, own: OwnCase, name: str, data: bytes) -> OwnCase:
        """Copy a file beside the case; a picture is listed in its `images`.

        Raises:
            ChangedElsewhereError: the case is not as it was read; nothing was attached.
            KbError: it is too large, or cannot be written; or as of `save`.
        """
        self._refuse_reading()
        location = self._shelf.attachments.add(own, name, data)
        if not is_picture(location):
            return own
        title = name.rpartition(".")[0] or name
        listed = replace(own.case, images=(*own.case.images, Medium(title, location)))
        try:
            return self._shelf.files.save(own, listed)
        except KbError:
            self._shelf.attachments.discard(own, location)
            raise

    def attachments(self, own: OwnCase) -> tuple[str, ...]:
        """Return what is attached to a case, relative to its file (`題名.files/様式.xlsx`), as a link in it would say.

        Raises:
            KbError: the folder cannot be read.
        """
        return self._shelf.attachments.of(own)

    def delete(self, document_id: str) -> DeletedCase:
        """Move a case with what is attached to it into the wastebasket.

        Raises:
            KbError: there is no such own case, or its file cannot be moved; nothing was changed.
        """
        self._refuse_reading()
        return self._shelf.wastebasket.put(self.open(document_id))

    def deleted(self) -> tuple[DeletedCase, ...]:
        """Return what lies in the wastebasket, the newest first.

        Raises:
            KbError: the folder cannot be read.
        """
        return self._shelf.wastebasket.listed()

    def take_back(self, deleted: DeletedCase) -> OwnCase:
        """Move a case out of the wastebasket to its old place, or beside what stands there now.

        Raises:
            KbError: it is not there any more, or cannot be moved; nothing was changed.
        """
        self._refuse_reading()
        return self._shelf.files.read(self._shelf.wastebasket.take_back(deleted), deleted.document_id)

    def take_back_all(self, deleted: Sequence[DeletedCase]) -> tuple[OwnCase, ...]:
        """Move cases out of the wastebasket, each as `take_back` does.

        Raises:
            KbError: some are not there any more, or cannot be moved; the others are back.
        """
        back: list[OwnCase] = []
        failed: KbError | None = None
        for one in deleted:
            try:
                back.append(self.take_back(one))
            except KbError as error:
                failed = error
        if failed is not None:
            raise failed
        return tuple(back)

    def empty_wastebasket(self, deleted: Sequence[DeletedCase]) -> None:
        """Remove these cases from the wastebasket for good.

        Raises:
            KbError: some cannot be removed; the others are gone.
        """
        self._refuse_reading()
        self._shelf.wastebasket.empty({one.key for one in deleted})

    def _text_then(self, origin: Origin) -> str | None:
        """The text that a copy was made from; None where nobody has it any more."""
        now = self._bundled_now(origin.id)
        return now if now is not None and version_of(now) == origin.version else self._kept_text(origin)

    def _kept_text(self, origin: Origin) -> str | None:
        return self._shelf.originals.text(origin) or self._shelf.waiting.text(origin)

    def _bundled_now(self, document_id: str) -> str | None:
        """The text of a bundled case now; None where there is none of this id."""
        document = self._document(document_id)
        return self._bundled_text(document) if document is not None and document.shelf is Shelf.BUNDLED else None

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._find(document_id)
        except NoSuchDocumentError:
            return None

    def _refuse_reading(self) -> None:
        if self._read_only:
            raise KbError(
                _("Nothing can be changed here."),
                _("this window only reads, because another one is open"),
                _("Close the other window, and start the program again."),
            )


def _said(case: Case) -> Case:
    """What a case says, however its file is written: line ends and empty lines at the end say nothing."""
    return replace(case, id="", body="\n".join(case.body.splitlines()).rstrip())


def _new_id(case: Case, of: str = "") -> str:
    """An id that nobody else has: readable as far as the title has letters, and sixty-four bits of chance."""
    words = "-".join(_SLUG.findall(of or fold(case.title)))[:_LONGEST_SLUG].strip("-")
    return "-".join(part for part in ("own", words, secrets.token_hex(8)) if part)
