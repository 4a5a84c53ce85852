"""Files of own cases: made, read, changed without loss, and never written over what another program wrote."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import ADDED_TO_NAME, place_new, remove_leftovers, replace_file, written_beside
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.field_wording import fields_words
from kb_app.domain.file_names import LONGEST_NAME, free_stem, safe_stem, same_name
from kb_app.domain.own_case import ChangedElsewhereError, FileStamp, OwnCase
from kb_app.formats.case_bytes import LARGEST_CASE
from kb_app.formats.case_tidying import tidied
from kb_app.formats.case_writer import NotWritableError, render, revise
from kb_app.formats.front_matter import read_case
from kb_app.storage.own_cases.folder import file_mode, refuse_read_only
from kb_app.storage.own_cases.text_file import digest_of, read_text, text_bytes, with_line_ends

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.storage.own_cases.folder import OwnFolder
    from kb_app.storage.own_cases.wastebasket import Wastebasket

ENDING = ".md"
MOST_STEM_BYTES = LONGEST_NAME - ADDED_TO_NAME - len(ENDING)
_MOST_NAMES_TRIED = 100


class OwnCaseFiles:
    """Reads and writes case files below the folder of own cases."""

    def __init__(self, folder: OwnFolder, wastebasket: Wastebasket, vocabulary: Vocabulary) -> None:
        self._folder = folder
        self._wastebasket = wastebasket
        self._vocabulary = vocabulary

    def read(self, path: str, known_id: str) -> OwnCase:
        """Return the case in the file at `path` (below the folder), under the id that the program knows it by.

        Raises:
            KbError: the folder is out of reach, or the file cannot be read.
        """
        what = _("The case could not be opened.")
        self._folder.require(what)
        with self._folder.told(what):
            return self._read(self._folder.root.joinpath(*path.split("/")), path, known_id)

    def create(self, case: Case) -> OwnCase:
        """Write a new file named after the title, and return what stands in it; the file states the id of `case`.

        Raises:
            KbError: it cannot be written; then nothing was.
        """
        tidy = tidied(case, self._vocabulary)
        try:
            text = render(tidy, self._vocabulary, unfinished=True)
        except NotWritableError as error:
            raise _not_writable(error) from error
        return self.create_text(text, tidy.title, tidy.id)

    def create_text(self, text: str, name: str, known_id: str, stamp: FileStamp | None = None) -> OwnCase:
        """Write a new file with this text, named after `name`; `stamp` gives encoding, mark and line ends.

        Raises:
            KbError: it cannot be written; then nothing was.
        """
        what = _not_saved()
        self._folder.prepare(what)
        return self._placed(text, stamp or FileStamp(""), self._folder.root, name, known_id)

    def save(self, own: OwnCase, case: Case) -> OwnCase:
        """Write what differs from the file that `own` was read from; the id stays as the file states it.

        Raises:
            ChangedElsewhereError: the file is not as it was read.
            KbError: it cannot be written. Nothing was changed in both cases.
        """
        text = self._revised(own, case, self._parsed_id(own))
        if text == own.text:
            return own
        data, stamp = _limited(text, own.stamp)
        self._folder.require(_not_saved())
        with self._folder.told(_not_saved()):
            self._refuse_changed(own, case)
            target = own.place.resolve()  # a link stays one
            refuse_read_only(target)
            remove_leftovers(target.parent)
            with written_beside(target, data, target.stat().st_mode & 0o7777) as temporary:
                if stamp.encoding != own.stamp.encoding:
                    self._wastebasket.keep_copy(own)
                self._refuse_changed(own, case)
                replace_file(temporary, target)
        return self.read(own.path, own.case.id)

    def keep_both(self, own: OwnCase, case: Case, new_id: str, name: str) -> OwnCase:
        """Write `case` beside the file of `own` under a name of its own and `new_id`, or in its place if that is gone.

        Raises:
            KbError: it cannot be written; then nothing was.
        """
        self._folder.require(_not_saved())
        is_gone = not os.path.lexists(own.place)
        text = self._revised(own, case, self._parsed_id(own) if is_gone else new_id)
        stem = own.place.stem if is_gone else name
        known_id = own.case.id if is_gone else new_id
        folder = own.place.parent if own.place.parent.is_dir() else self._folder.root
        return self._placed(text, own.stamp, folder, stem, known_id)

    def derived(self, text: str, case: Case) -> OwnCase:
        """Write a new file with the text of another one, changed to what `case` says.

        Raises:
            KbError: it cannot be written; then nothing was.
        """
        try:
            changed = tidied(replace(case, body=tidied_body(case.body)), self._vocabulary)
            text = revise(text.replace("\r\n", "\n"), changed, self._vocabulary, unfinished=True)
        except NotWritableError as error:
            raise _not_writable(error) from error
        return self.create_text(text, case.title, case.id)

    def parsed(self, text: str) -> Case:
        """Return what a text says that stood in a case file."""
        return read_case(text, self._vocabulary, "").case

    def _revised(self, own: OwnCase, case: Case, stated_id: str) -> str:
        body = with_line_ends(case.body, own.case.body, own.stamp.newline)
        changed = replace(tidied(case, self._vocabulary), id=stated_id, body=tidied_body(body))
        try:
            return revise(own.text, changed, self._vocabulary, fallback_title=_stem(own.path), unfinished=True)
        except NotWritableError as error:
            raise _not_writable(error) from error

    def _parsed_id(self, own: OwnCase) -> str:
        """The id that the file itself states, "" where the database gives it one."""
        return read_case(own.text, self._vocabulary, _stem(own.path)).case.id

    def _placed(self, text: str, stamp: FileStamp, folder: Path, name: str, known_id: str) -> OwnCase:
        data, _stamp = _limited(text, stamp)
        stem = safe_stem(name, fallback=_("Case"), most_bytes=MOST_STEM_BYTES)
        with self._folder.told(_not_saved()):
            place = _write_new(folder, stem, data)
        path = place.relative_to(self._folder.root).as_posix()
        return self.read(path, known_id)

    def _read(self, place: Path, path: str, known_id: str) -> OwnCase:
        found = read_text(place.read_bytes()) if place.stat().st_size <= LARGEST_CASE else None
        if found is None:
            raise KbError(
                _("The case could not be opened."),
                _("the file is too large, or its characters are in no known encoding"),
                _("Save it as UTF-8 in a text editor."),
            )
        text, stamp = found
        case = read_case(text, self._vocabulary, _stem(path)).case
        return OwnCase(replace(case, id=known_id or case.id), path, place, stamp, text)

    def _refuse_changed(self, own: OwnCase, case: Case) -> None:
        try:
            if digest_of(own.place.read_bytes()) == own.stamp.digest:
                return
        except FileNotFoundError:
            self._folder.require(_not_saved())  # a share that went away has deleted nothing
            raise ChangedElsewhereError(own, case, None) from None
        raise ChangedElsewhereError(own, case, self._present(own))

    def _present(self, own: OwnCase) -> OwnCase | None:
        """What stands there now; a file that is no text any more is shown by what can be read of it."""
        try:
            return self._read(own.place, own.path, own.case.id)
        except FileNotFoundError:
            return None
        except KbError:
            data = own.place.read_bytes()[:LARGEST_CASE]
            text = data.decode("utf-8", "replace")
            return OwnCase(replace(own.case, body=text), own.path, own.place, FileStamp(digest_of(data)), text)


def tidied_body(body: str) -> str:
    """Return a body without NUL, which no text file may hold."""
    return body.replace("\x00", "")


def taken_stems(folder: Path) -> Collection[str]:
    """Return the stems of what is in a folder, so that `X.md`, `X.markdown` and `X.files` belong together."""
    return {same_name(place.stem) for place in folder.iterdir()}


def _write_new(folder: Path, stem: str, data: bytes) -> Path:
    """Write a file under a name that nothing has, also where another program takes one meanwhile."""
    remove_leftovers(folder)
    taken = set(taken_stems(folder))
    for _try in range(_MOST_NAMES_TRIED):
        chosen = free_stem(stem, taken, most_bytes=MOST_STEM_BYTES)
        place = folder / f"{chosen}{ENDING}"
        with suppress(FileExistsError), written_beside(place, data, file_mode(folder)) as temporary:
            place_new(temporary, place)
            return place
        taken.add(same_name(chosen))
    raise FileExistsError(stem)


def _limited(text: str, stamp: FileStamp) -> tuple[bytes, FileStamp]:
    data, written = text_bytes(text, stamp)
    if len(data) > LARGEST_CASE:
        cause = _("the text has {size} MB; files over {limit} MB are skipped").format(
            size=round(len(data) / 1e6, 1), limit=LARGEST_CASE // 1_000_000
        )
        raise KbError(_not_saved(), cause, _("Shorten the text, or attach a part of it as a file."))
    return data, written


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]


def _not_saved() -> str:
    return _("The case was not saved.")


def _not_writable(error: NotWritableError) -> KbError:
    named = str(error.args[0])
    if named == "front matter":
        cause = _("the front matter of the file cannot be read")
        return KbError(_not_saved(), cause, _("Mend it in a text editor, or save the case as a new one."))
    cause = _("a case file cannot hold what stands in: {fields}").format(fields=fields_words(named))
    return KbError(_not_saved(), cause, _("Mend these fields and save again."))
