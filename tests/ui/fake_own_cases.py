"""Own cases without a disk, for tests of the window alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb_app.domain.case import Case
from kb_app.domain.case_lines import case_lines
from kb_app.domain.case_sections import template
from kb_app.domain.own_case import ChangedElsewhereError, DeletedCase, FileStamp, OwnCase


class FakeOwnCases:
    """Remembers what was written; `change_elsewhere` is what another program does."""

    def __init__(self) -> None:
        self.files: dict[str, OwnCase] = {}
        self.acts: list[str] = []
        self.original = None

    def blank(self):
        return Case(id="", title="", rights="own", body=template())

    def original_of(self, case):
        return self.original

    def create(self, case):
        return self._put(replace(case, id=case.id or f"own-{len(self.files) + 1}"), "create")

    def save(self, own, case):
        if self.files.get(own.case.id) != own:
            raise ChangedElsewhereError(own, case, self.files.get(own.case.id))
        return self._put(replace(case, id=own.case.id), "save")

    def keep_both(self, own, case):
        place = own.case.id if own.case.id not in self.files else f"own-{len(self.files) + 1}"
        return self._put(replace(case, id=place), "keep_both")

    def accept_original(self, own):
        self.acts.append("accept")
        return own

    def deleted(self):
        return (DeletedCase("k", "消した事例", "消した事例.md", "2026-11-28T01:00:00+00:00"),)

    def change_elsewhere(self, own, **fields):
        self._put(replace(own.case, **fields), "elsewhere")

    def _put(self, case, act):
        self.acts.append(act)
        own = OwnCase(case, f"{case.id}.md", Path(f"{case.id}.md"), FileStamp(str(len(self.acts))), case_lines(case))
        self.files[case.id] = own
        return own
