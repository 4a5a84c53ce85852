"""Which case an earlier import made of the same file or row, where the file states no id.

A document is known by the place where its file lies. Rows of a table are known by that and by what they say: a row that
is still there is known by its content, one that changed by its title and municipality, where only one can be meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kb_app.domain.case import Case
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.transfer import FileOrigin
    from kb_app.services.transfer.fates import Shelves
    from kb_app.storage.import_log import Made

_Key = tuple[str, str]


class EarlierCases:
    """Looks at one file after the other."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._found: dict[FileOrigin, Made] = {}

    def look_at(self, items: Sequence[tuple[FileOrigin, ImportedCase]]) -> None:
        """Take over what a file holds; only then its cases can be found."""
        nameless = [(origin, imported) for origin, imported in items if not imported.case.id]
        made = self._shelves.made_from(nameless[0][0].place) if nameless and nameless[0][0].place else ()
        documents = [one for one in made if not one.source.is_row]
        for origin, imported in nameless:
            if not imported.is_partial:
                self._remember(origin, (one for one in reversed(documents) if self._shelves.own(one.case_id)))
        rows = [one for one in made if one.source.is_row]
        if rows:
            self._find_rows([item for item in nameless if item[1].is_partial], rows)

    def of(self, origin: FileOrigin) -> Made | None:
        """Return what an earlier import made of it and is still there."""
        return self._found.get(origin)

    def _find_rows(self, items: Sequence[tuple[FileOrigin, ImportedCase]], made: Iterable[Made]) -> None:
        in_file = {origin.digest for origin, _imported in items}
        gone: defaultdict[_Key, list[Made]] = defaultdict(list)
        same: dict[str, Made] = {}
        for one in made:
            if one.source.digest in in_file:
                same[one.source.digest] = one
                continue
            own = self._shelves.own(one.case_id)
            if own is not None:
                gone[_key(own.case)].append(one)
        for origin, _imported in items:
            self._remember(origin, [same[origin.digest]] if origin.digest in same else [])
        new = [(origin, _key(imported.case)) for origin, imported in items if origin.digest not in same]
        times = Counter(key for _origin, key in new)
        for origin, key in new:
            if times[key] == 1 and len(gone[key]) == 1:
                self._remember(origin, gone[key])

    def _remember(self, origin: FileOrigin, made: Iterable[Made]) -> None:
        first = next(iter(made), None)
        if first is not None:
            self._found[origin] = first


def _key(case: Case) -> _Key:
    return fold(case.title), case.municipality.code or fold(case.municipality.name)
