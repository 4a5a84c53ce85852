"""The wastebasket removes an entry, and never anything around it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.own_case import Deletion
from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.wastebasket import Wastebasket

_LINKS = pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a file its new place in one step")


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


def test_a_case_that_another_program_takes_away_meanwhile_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN three deleted cases, of which another program takes away one while they are listed, one with its entry
    root = tmp_path / "cases"
    root.mkdir()
    basket = Wastebasket(OwnFolder(root, is_named=False))
    entries = {}
    for name in ("a", "b", "c"):
        deleted = basket.about(name, f"{name}.md", name, Deletion.DELETED)
        entries[name] = (deleted, basket.begin(deleted))
        (entries[name][1] / f"{name}.md").write_text(name, encoding="utf-8")
    samefile = Path.samefile

    def meanwhile(self: Path, other: Path) -> bool:
        if self.name != "c.md":
            self.unlink()
        if self.name == "b.md":
            shutil.rmtree(self.parent)
        return samefile(self, other)

    monkeypatch.setattr(Path, "samefile", meanwhile)
    # WHEN they are listed THEN the other one is there
    assert basket.listed() == (entries["c"][0],)
    monkeypatch.undo()
    # AND what was taken away cannot be taken back, which is said
    with pytest.raises(KbError) as refused:
        basket.take_back(entries["a"][0])
    assert refused.value.cause


@pytest.mark.parametrize("told", ["", "[]", "{}", "null", '{"title": 1}', '{"why": "?"}', "\0", "\ud800"])
def test_an_entry_that_somebody_else_wrote_is_told_by_its_file(tmp_path: Path, told: str):
    # GIVEN an entry that says nothing that can be understood
    root = tmp_path / "cases"
    entry = root / ".trash" / "x"
    entry.mkdir(parents=True)
    (entry / "傘.md").write_text("傘", encoding="utf-8")
    (entry / "entry.json").write_text(told, encoding="utf-8", errors="surrogatepass")
    basket = Wastebasket(OwnFolder(root, is_named=False))
    # WHEN it is listed THEN its case has the name of the file, and can be taken back
    (deleted,) = basket.listed()
    assert (deleted.title, deleted.path) == ("傘", "傘.md")
    assert basket.take_back(deleted) == "傘.md"


@pytest.mark.parametrize("moment", ["rename", "replace", pytest.param("unlink", marks=_LINKS)])
def test_a_process_killed_while_a_case_comes_back_under_another_name_leaves_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
):
    # GIVEN a deleted case with a picture, whose name another one has now
    root = tmp_path / "cases"
    root.mkdir()
    basket = Wastebasket(OwnFolder(root, is_named=False))
    deleted = basket.about("a", "a.md", "a", Deletion.DELETED)
    entry = basket.begin(deleted)
    (entry / "a.md").write_text("![図](<a.files/p.png>)", encoding="utf-8")
    (entry / "a.files").mkdir()
    (entry / "a.files" / "p.png").write_bytes(b"picture")
    (root / "a.md").write_text("another", encoding="utf-8")
    # WHEN the process is killed while it is taken back: right before its file gets the new name, its new text, or,
    # in its place already, loses the old one
    done = getattr(Path, moment)

    def killed(self: Path, *words: object, **named: object) -> object:
        if self.parent == entry and self.suffix == (".tmp" if moment == "replace" else ".md"):
            raise KeyboardInterrupt
        return done(self, *words, **named)

    monkeypatch.setattr(Path, moment, killed)
    with pytest.raises(KeyboardInterrupt):
        basket.take_back(deleted)
    monkeypatch.undo()
    # THEN it is there, or can be taken back still, and never both
    places = [basket.take_back(one) for one in basket.listed()]
    assert places == ([] if moment == "unlink" else ["a (2).md"])
    assert {place.name for place in root.glob("*.md")} == {"a.md", "a (2).md"}
    assert (root / "a (2).md").read_text(encoding="utf-8") == "![図](<a (2).files/p.png>)"
    assert (root / "a (2).files" / "p.png").read_bytes() == b"picture"
    assert basket.listed() == ()
