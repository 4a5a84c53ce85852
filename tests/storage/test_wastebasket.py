"""The wastebasket removes an entry, and never anything around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb_app.domain.own_case import Deletion
from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.wastebasket import Wastebasket


@pytest.mark.parametrize("key", ["", ".", "..", "../a.md", "../../data", "x/.."])
def test_a_key_that_names_no_entry_removes_nothing(tmp_path: Path, key: str):
    # GIVEN own cases, one of them in the wastebasket, as a damaged record of an import may name them
    root = tmp_path / "cases"
    root.mkdir()
    (root / "a.md").write_text("a", encoding="utf-8")
    basket = Wastebasket(OwnFolder(root, is_named=False))
    deleted = basket.about("b", "b.md", "b", Deletion.DELETED)
    (basket.begin(deleted) / "b.md").write_text("b", encoding="utf-8")
    # WHEN something that is no key is to be removed THEN all of it is there still
    basket.drop(key)
    assert (root / "a.md").exists()
    assert basket.listed() == (deleted,)
    # AND the entry itself can be removed
    basket.drop(deleted.key)
    assert basket.listed() == ()
