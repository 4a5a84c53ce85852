"""The file that an imported case becomes, with the files that belong to it beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from kb_app.base.i18n import _
from kb_app.domain.file_names import free_stem, safe_file_name, same_name
from kb_app.formats.case_writer import render, revise
from kb_app.formats.front_matter import read_case
from kb_app.storage.own_cases.wastebasket import ATTACHED

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.imported import Attachment, ImportedCase
    from kb_app.domain.vocabulary import Vocabulary


_MOST_BYTES = 200
"""Of an attachment's name."""


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """The bytes of a case's file, and the files beside it by their paths relative to it."""

    data: bytes
    beside: Mapping[str, Attachment]


def files_of(imported: ImportedCase, path: str, text: str | None, vocabulary: Vocabulary) -> CaseFiles:
    """Return what is written for a case that goes to `path` (relative to the own cases).

    `text` is a file of ours that the case comes from, or that it is written over: only what differs is changed in it,
    and where nothing does, it stays as it is, character by character.

    Raises:
        NotWritableError: the case holds what a case file may not hold.
    """
    places = places_of(imported, path)
    case = _with_places(imported.case, {name: place for name, place in places.items() if name != place})
    beside = {places[one.name]: one for one in imported.attachments}
    return CaseFiles(_written(case, text, vocabulary).encode("utf-8"), beside)


def as_placed(imported: ImportedCase, path: str) -> Case:
    """Return a case as it reads when it stands at `path`: its links lead to where its files are then."""
    places = places_of(imported, path)
    return _with_places(imported.case, {name: place for name, place in places.items() if name != place})


def places_of(imported: ImportedCase, path: str) -> Mapping[str, str]:
    """Return where the files of a case lie, relative to it, when it stands at `path`; by what the case calls them."""
    return _places(imported.attachments, f"{PurePosixPath(path).stem}{ATTACHED}")


def _written(case: Case, text: str | None, vocabulary: Vocabulary) -> str:
    if text is None:
        return render(case, vocabulary, unfinished=True)
    return text if read_case(text, vocabulary, "").case == case else revise(text, case, vocabulary, unfinished=True)


def _places(attachments: tuple[Attachment, ...], folder: str) -> dict[str, str]:
    """Where each attachment goes, by the name that the case knows it by; no two to one place, on any system."""
    found: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    for one in attachments:
        called = one.file_name or one.name.replace("\\", "/").rpartition("/")[2]
        stem, dot, ending = safe_file_name(called, fallback=_("File"), most_bytes=_MOST_BYTES).rpartition(".")
        ending = f".{ending}" if dot else ""
        kept = taken.setdefault(ending, set())
        chosen = free_stem(stem or called, kept, most_bytes=_MOST_BYTES)
        kept.add(same_name(chosen))
        found[one.name] = f"{folder}/{chosen}{ending}"
    return found


def _with_places(case: Case, moved: Mapping[str, str]) -> Case:
    """The case with its links led to where its files are now."""
    body = case.body
    for name, place in moved.items():
        for written in {name, name.replace(" ", "%20"), quote(name)}:
            body = body.replace(f"]({written})", f"](<{place}>)").replace(f"](<{written}>)", f"](<{place}>)")
    images = tuple(replace(image, location=moved.get(image.location, image.location)) for image in case.images)
    return replace(case, body=body, images=images)
