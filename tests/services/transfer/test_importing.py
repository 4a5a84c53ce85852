"""Cases and notes are taken in once, and all of an import can be taken back."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.atomic_file import ADDED_TO_NAME
from kb_app.base.errors import CancelledError, KbError
from kb_app.bootstrap import App
from kb_app.domain.differences import RowKind
from kb_app.domain.export import ExportFormat, ExportRequest
from kb_app.domain.file_names import LONGEST_NAME
from kb_app.domain.own_case import DeletedCase, Deletion
from kb_app.domain.query import Query
from kb_app.domain.table_columns import ReadAs
from kb_app.domain.transfer import Conflicts, Fate, ImportPreview, ImportSummary
from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.imported_files import ImportedFiles
from tests.case_files import GOOD, WITHOUT_ID, write

if TYPE_CHECKING:
    from kb_app.base.progress import Progress
    from kb_app.bootstrap.session import Session

PLAIN = "# 雨の日の窓口\r\n\r\n傘を貸した。\r\n"
NOTE = "---\nschema: dx-note/1\nid: n1\ndocument: kosai-umbrella\nvisibility: internal\nauthor: 鈴木\n---\n傘立てを見る"


@pytest.fixture
def desk(small_app: App) -> Iterator[Session]:
    with small_app.session() as session:
        session.indexing.update()
        yield session


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A folder with a case of ours, a note, a Markdown file, a table, and something that is not read."""
    root = tmp_path / "資料"
    write(root / "傘.md", GOOD)
    write(root / "note.md", NOTE)
    write(root / "メモ" / "雨.md", PLAIN)
    write(root / "表.csv", "自治体名,都道府県,事例名,概要\r\n湖西市,静岡県,傘の表,表から来た\r\n".encode("cp932"))
    write(root / "絵.bmp", b"BM")
    return root


def take_in(desk: Session, place: Path, conflicts: Conflicts = Conflicts.SKIP) -> ImportSummary:
    return desk.importing.apply(desk.importing.preview([place]), conflicts, place.name)


def own_files(app: App) -> dict[str, bytes]:
    root = app.paths.own_cases_dir
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".trash" not in path.parts
    }


def counts(found: ImportPreview | ImportSummary) -> dict[str, int]:
    return {str(fate): count for fate, count in found.counts.items() if count}


def test_a_preview_writes_nothing(desk: Session, small_app: App, pile: Path):
    # GIVEN a pile of files WHEN it is previewed THEN everything is new, what is not read is named, nothing was written
    preview = desk.importing.preview([pile])
    assert counts(preview) == {"new": 4}
    assert [(one.path, bool(one.why)) for one in preview.skipped] == [("絵.bmp", True)]
    assert own_files(small_app) == {}
    assert desk.notes.every() == ()


def test_what_was_taken_in_is_there_and_found(desk: Session, small_app: App, pile: Path):
    # GIVEN a pile WHEN it is imported
    summary = take_in(desk, pile)
    # THEN our file is what it was, to the last byte, others are called by their titles, and the note is its author's
    assert counts(summary) == {"new": 4}
    files = own_files(small_app)
    assert set(files) == {"傘.md", "雨の日の窓口.md", "傘の表.md"}
    assert files["傘.md"] == GOOD.encode()
    (note,) = desk.notes.of_document("kosai-umbrella")
    assert (note.id, note.author, note.text) == ("n1", "鈴木", "傘立てを見る")
    desk.indexing.update()
    assert desk.searching.search(Query("傘を貸した")).hits[0].title == "雨の日の窓口"
    assert desk.searching.search(Query("表から来た")).hits[0].municipality == "湖西市"


@pytest.mark.parametrize("is_indexed", [True, False])
def test_importing_twice_changes_nothing(desk: Session, small_app: App, pile: Path, is_indexed: bool):
    # GIVEN a pile that was imported, and a case of it that a person changed since
    take_in(desk, pile)
    changed = small_app.paths.own_cases_dir / "雨の日の窓口.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "追記。\n", encoding="utf-8")
    if is_indexed:
        desk.indexing.update()
    before = own_files(small_app)
    # WHEN it is imported again THEN all of it is the same, and nothing is written
    assert counts(desk.importing.preview([pile])) == {"same": 4}
    assert take_in(desk, pile).id == ""
    assert own_files(small_app) == before


def test_a_list_that_grew_brings_only_what_is_new(desk: Session, pile: Path):
    # GIVEN a list that was imported WHEN a row is put in front of it THEN only that row is new
    take_in(desk, pile / "表.csv")
    write(pile / "表.csv", "自治体名,都道府県,事例名,概要\n仙台市,宮城県,雪,新しい\n湖西市,静岡県,傘の表,表から来た\n")
    assert counts(desk.importing.preview([pile / "表.csv"])) == {"new": 1, "same": 1}


def test_a_person_says_what_the_columns_of_a_table_are(desk: Session, tmp_path: Path):
    # GIVEN two tables of one name under headings that nobody knows
    for folder, header in (("甲", "だれが,なにを"), ("乙", "市,名")):
        write(tmp_path / folder / "表.csv", f"{header}\n湖西市,{folder}の傘\n")
    places = [tmp_path / "甲" / "表.csv", tmp_path / "乙" / "表.csv"]
    # WHEN their columns are looked at THEN both are there, with values, and without a guess
    look = desk.importing.columns(places, "表.csv", ReadAs())
    assert [table.header for table in look.tables] == [("だれが", "なにを"), ("市", "名")]
    assert [table.samples[1] for table in look.tables] == [("甲の傘",), ("乙の傘",)]
    assert [(dict(table.fields), table.is_read, table.is_guess) for table in look.tables] == [({}, False, True)] * 2
    # WHEN one of them is said THEN that one is read so, and it is what is told the next time
    said = ReadAs(columns={look.tables[1].key: {0: "municipality.name", 1: "title"}})
    cases = desk.importing.preview(places, said={"表.csv": said}).cases
    assert [(item.imported.case.title, item.imported.is_partial) for item in cases] == [("表", False), ("乙の傘", True)]
    again = desk.importing.columns(places, "表.csv", said).tables[1]
    assert (dict(again.fields), again.is_read, again.is_guess) == ({0: "municipality.name", 1: "title"}, True, False)
    # AND a file that is gone is said
    with pytest.raises(KbError):
        desk.importing.columns([tmp_path / "甲"], "無い.csv", ReadAs())


@pytest.mark.parametrize("with_columns", [False, True], ids=["the preview", "the columns"])
def test_reading_a_huge_table_can_be_stopped(desk: Session, tmp_path: Path, with_columns: bool):
    # GIVEN one table with more rows than anybody waits for
    head = "自治体名,事例名,概要\n"
    place = write(tmp_path / "台帳.csv", head + "".join(f"湖西市,傘{number},貸した\n" for number in range(50_000)))
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        if "5,000" in progress.label or progress.done == 5_000:
            raise CancelledError

    # WHEN it is stopped while it is read THEN it ends at once
    service = desk.importing
    look = (
        partial(service.columns, [place], "台帳.csv", ReadAs()) if with_columns else partial(service.preview, [place])
    )
    with pytest.raises(CancelledError):
        look(stop)
    assert len(told) < 20
    assert all("台帳.csv" in one.label for one in told)


def test_a_new_version_goes_over_what_nobody_touched(desk: Session, small_app: App, pile: Path):
    # GIVEN a case that was imported and not touched since
    take_in(desk, pile)
    # WHEN its new version comes THEN it is an update, and undoing it brings the old one back
    write(pile / "傘.md", GOOD.replace("送る。", "毎朝送る。"))
    assert counts(desk.importing.preview([pile])) == {"updated": 1, "same": 3}
    summary = take_in(desk, pile)
    assert "毎朝" in own_files(small_app)["傘.md"].decode()
    desk.importing.undo(summary.id)
    assert own_files(small_app)["傘.md"] == GOOD.encode()


class TestChangedOnBothSides:
    @pytest.fixture(autouse=True)
    def both(self, desk: Session, small_app: App, pile: Path) -> None:
        take_in(desk, pile)
        write(small_app.paths.own_cases_dir / "傘.md", GOOD.replace("送る。", "夕方に送る。"))
        desk.notes.save("n1", "傘立てを見た", "s")
        write(pile / "傘.md", GOOD.replace("送る。", "毎朝送る。"))
        write(pile / "note.md", NOTE + "ことにする")

    def test_it_is_left_out(self, desk: Session, small_app: App, pile: Path):
        # GIVEN a case and a note changed here and there WHEN they are imported THEN both stay as they are here
        assert counts(desk.importing.preview([pile])) == {"conflict": 2, "same": 2}
        take_in(desk, pile)
        assert "夕方" in own_files(small_app)["傘.md"].decode()
        assert desk.notes.note("n1").text == "傘立てを見た"

    def test_it_is_taken_in_beside_ours_once(self, desk: Session, small_app: App, pile: Path):
        # GIVEN the same WHEN theirs are wanted beside ours THEN both are there, also after a second time
        for _time in range(2):
            take_in(desk, pile, Conflicts.COPY)
        texts = sorted(content.decode() for path, content in own_files(small_app).items() if path.startswith("傘"))
        assert [("毎朝" in text, "夕方" in text) for text in texts].count((True, False)) == 1
        assert sum("夕方" in text for text in texts) == 1
        assert sorted(note.text for note in desk.notes.every()) == ["傘立てを見た", "傘立てを見ることにする"]

    def test_it_takes_the_place_of_ours_which_is_kept(self, desk: Session, small_app: App, pile: Path):
        # GIVEN the same WHEN theirs are wanted in the place of ours THEN ours can be brought back
        summary = take_in(desk, pile, Conflicts.MERGE)
        assert "毎朝" in own_files(small_app)["傘.md"].decode()
        assert desk.notes.note("n1").text == "傘立てを見ることにする"
        assert desk.notes.versions("n1")[0].text == "傘立てを見た"
        desk.importing.undo(summary.id)
        assert "夕方" in own_files(small_app)["傘.md"].decode()
        assert desk.notes.note("n1").text == "傘立てを見た"


def test_undoing_takes_everything_back_but_what_was_changed_since(desk: Session, small_app: App, pile: Path):
    # GIVEN an import of which a case was changed since
    summary = take_in(desk, pile)
    changed = small_app.paths.own_cases_dir / "雨の日の窓口.md"
    changed.write_text("---\ntitle: 変えた\n---\n", encoding="utf-8")
    # WHEN it is undone THEN the rest is gone from shelf and notes, and the changed one is named and left
    undone = desk.importing.undo(summary.id)
    assert undone.left == ("雨の日の窓口.md",)
    assert undone.taken_back == 3
    assert set(own_files(small_app)) == {"雨の日の窓口.md"}
    assert desk.notes.every() == ()
    assert desk.importing.recent()[0].is_undone


def test_an_import_that_is_stopped_leaves_nothing(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a hundred and twenty files
    for number in range(120):
        write(tmp_path / "many" / f"{number}.md", f"# 題{number}\n\n本文{number}\n")
    preview = desk.importing.preview([tmp_path / "many"])

    def stop(progress: Progress) -> None:
        if progress.total and progress.done >= 100 and progress.label.endswith(".md"):
            raise CancelledError

    # WHEN the person stops it after a hundred THEN nothing of it stays, and a backup was made before
    with pytest.raises(CancelledError):
        desk.importing.apply(preview, Conflicts.SKIP, "many", stop)
    assert own_files(small_app) == {}
    assert len(list(small_app.paths.backups_dir.glob("*.zip"))) == 1
    # and wanted again it is there
    assert counts(desk.importing.apply(preview, Conflicts.SKIP, "many")) == {"new": 120}
    assert len(own_files(small_app)) == 120


def test_a_case_brings_its_files_and_shows_them_where_they_are(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a note of a vault with pictures beside it and far away, one of them missing
    root = tmp_path / "vault"
    write(root / "a.md", "# 図のある話\n\n![一](img/図%201.png)\n\n![[二.png]]\n\n![無い](img/無い.png)\n")
    write(root / "img" / "図 1.png", b"one")
    write(root / "deep" / "er" / "二.png", b"two")
    # WHEN it is imported THEN the pictures lie beside the case, its text refers to them there, and the missing is told
    preview = desk.importing.preview([root])
    assert preview.skipped == ()
    (item,) = preview.cases
    assert any("無い.png" in remark for remark in item.imported.remarks)
    desk.importing.apply(preview, Conflicts.SKIP, "vault")
    files = own_files(small_app)
    assert files["図のある話.files/図 1.png"] == b"one"
    assert files["図のある話.files/二.png"] == b"two"
    text = files["図のある話.md"].decode()
    assert "図のある話.files/図 1.png" in text
    assert "図のある話.files/二.png" in text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("v.md" if sys.platform == "win32" else "con.md", "CON"),
        ("x.md", "末尾の点..."),
        ("y.md", "長" * 300),
        ("z.md", 'a/b\\c:d*e?f"g<h>i|j'),
        ("w.md", "..."),
    ],
)
def test_titles_that_are_no_names(desk: Session, small_app: App, tmp_path: Path, name: str, title: str):
    # GIVEN a title that no system takes for the name of a file WHEN the case is imported THEN it is there and its title whole
    write(tmp_path / "in" / name, f"---\ntitle: '{title}'\n---\n本文\n")
    take_in(desk, tmp_path / "in")
    (path,) = own_files(small_app)
    assert len(path.encode()) + ADDED_TO_NAME <= LONGEST_NAME
    assert not path.startswith((".", "CON.", "con."))
    desk.indexing.update()
    assert title in {document.case.title for document in desk.library.documents()}


def test_an_archive_that_leads_out_is_not_unpacked(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN an archive with a name that leads out of it WHEN it is imported THEN it is named and nothing is written
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("../../evil.md", PLAIN)
    preview = desk.importing.preview([tmp_path / "x.zip"])
    assert (preview.cases, len(preview.skipped)) == ((), 1)


def test_a_text_in_an_unknown_encoding_is_asked_about(desk: Session, tmp_path: Path):
    # GIVEN a text in EUC-JP, which no codec of the list can tell WHEN it is read THEN it waits for an answer
    write(tmp_path / "in" / "古い.txt", "表題\n本文は昔の文字コード\n".encode("euc_jp"))
    (skipped,) = desk.importing.preview([tmp_path / "in"]).skipped
    assert skipped.needs_encoding
    # and with one it is read
    (item,) = desk.importing.preview([tmp_path / "in"], said={skipped.path: ReadAs("euc_jp")}).cases
    assert "昔の文字コード" in item.imported.case.body


def test_a_case_without_an_id_keeps_one_wherever_it_is_taken_in(desk: Session, tmp_path: Path):
    # GIVEN the same content under two names WHEN both are imported THEN it is there once
    write(tmp_path / "in" / "a.md", WITHOUT_ID)
    write(tmp_path / "in" / "b.md", WITHOUT_ID)
    preview = desk.importing.preview([tmp_path / "in"])
    assert [item.fate for item in preview.cases] == [Fate.NEW, Fate.SAME]
    assert preview.cases[0].imported.case.id == preview.cases[1].imported.case.id


def test_undoing_a_merged_note_brings_back_its_text_and_whom_it_is_for(desk: Session, tmp_path: Path):
    # GIVEN a private note, and a public one of the same id from elsewhere
    write(tmp_path / "a" / "n.md", NOTE.replace("internal", "private"))
    take_in(desk, tmp_path / "a")
    write(tmp_path / "b" / "n.md", NOTE.replace("internal", "public") + "、広報に聞く")
    # WHEN it takes the place of ours and that is undone THEN text and visibility are what they were
    summary = take_in(desk, tmp_path / "b", Conflicts.MERGE)
    assert str(desk.notes.note("n1").visibility) == "public"
    desk.importing.undo(summary.id)
    assert (desk.notes.note("n1").text, str(desk.notes.note("n1").visibility)) == ("傘立てを見る", "private")


def test_a_version_that_was_taken_back_does_not_count_as_ours(desk: Session, pile: Path):
    # GIVEN an update that was undone WHEN the next version comes THEN it is an update again, and no conflict
    take_in(desk, pile / "傘.md")
    write(pile / "傘.md", GOOD.replace("送る。", "毎朝送る。"))
    desk.importing.undo(take_in(desk, pile / "傘.md").id)
    write(pile / "傘.md", GOOD.replace("送る。", "毎晩送る。"))
    assert counts(desk.importing.preview([pile / "傘.md"])) == {"updated": 1}


def test_a_case_with_pictures_is_the_same_the_second_time(desk: Session, tmp_path: Path):
    # GIVEN a case of ours with a picture beside it WHEN it is imported twice THEN nothing changes the second time
    write(tmp_path / "in" / "a.md", GOOD + "\n![図](p.png)\n")
    write(tmp_path / "in" / "p.png", b"one")
    take_in(desk, tmp_path / "in")
    desk.indexing.update()
    assert counts(desk.importing.preview([tmp_path / "in"])) == {"same": 1}


def test_a_row_over_a_bundled_case_keeps_its_text(desk: Session, tmp_path: Path):
    # GIVEN a list in which somebody changed the title of a bundled case
    bundled = next(one.case for one in desk.library.documents() if one.case.municipality.name)
    place = tmp_path / "list.csv"
    desk.exporting.export(ExportRequest((bundled.id,), ExportFormat.CSV, place))
    place.write_text(place.read_text(encoding="utf-8-sig").replace(bundled.title, "題を変えた"), encoding="utf-8-sig")
    # WHEN it is taken in beside THEN the copy has the new title and the whole text, and says what it is a copy of
    take_in(desk, place, Conflicts.COPY)
    (copy,) = [one.case for one in desk.library.documents() if one.case.title == "題を変えた"]
    assert copy.body == bundled.body
    assert copy.derived_from is not None
    assert copy.derived_from.id == bundled.id


def test_a_folder_that_goes_away_is_not_made_anew(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN an import under way WHEN the folder of own cases goes away THEN nothing is written in its place
    for number in range(120):
        write(tmp_path / "many" / f"{number}.md", f"# 題{number}\n\n本文{number}\n")
    preview = desk.importing.preview([tmp_path / "many"])
    own, gone = small_app.paths.own_cases_dir, tmp_path / "gone"
    own.mkdir(parents=True, exist_ok=True)
    write(own / "a.md", GOOD)

    def leave(progress: Progress) -> None:
        if progress.done == 50 and progress.label.endswith(".md"):
            own.rename(gone)

    # a share that somebody named; ours would be made anew
    desk.importing._writer._shelf._folder = OwnFolder(own, is_named=True)
    with pytest.raises(KbError):
        desk.importing.apply(preview, Conflicts.SKIP, "many", leave)
    assert not own.exists()
    assert (gone / "a.md").exists()


class TestNamedFolder:
    """Own cases lie where the person said, which may be a share."""

    @pytest.fixture
    def share(self, tmp_path: Path) -> Path:
        made = tmp_path / "課の共有"
        made.mkdir()
        return made

    @pytest.fixture
    def desk(self, small_app: App, share: Path) -> Iterator[Session]:
        named = App(small_app.paths, replace(small_app.settings, own_cases_folder=str(share)), small_app.taxonomy)
        with named.session() as session:
            session.indexing.update()
            yield session

    def test_the_first_cases_of_an_empty_folder_can_be_imported(self, desk: Session, share: Path, pile: Path):
        # GIVEN a folder that was just named, with nothing in it WHEN cases are imported THEN they are there
        summary = take_in(desk, pile)
        assert counts(summary) == {"new": 4}
        assert sorted(path.name for path in share.glob("*.md")) == ["傘.md", "傘の表.md", "雨の日の窓口.md"]
        assert "own/." not in [report.path for report in desk.indexing.update().reports]
        # AND all of it can be taken back
        assert desk.importing.undo(summary.id).taken_back == 4
        assert list(share.glob("*.md")) == []

    def test_a_share_that_looks_empty_because_it_is_away_is_left_alone(self, desk: Session, share: Path, pile: Path):
        # GIVEN cases on a share that goes away and leaves an empty folder
        summary = take_in(desk, pile / "メモ")
        desk.indexing.update()
        away = share.rename(share.with_name("away"))
        share.mkdir()
        # WHEN something is imported, or taken back THEN it is refused, and nothing is written
        with pytest.raises(KbError, match="課の共有"):
            take_in(desk, pile / "表.csv")
        with pytest.raises(KbError, match="課の共有"):
            desk.importing.undo(summary.id)
        assert list(share.iterdir()) == []
        # AND when it is back it can be taken back
        share.rmdir()
        away.rename(share)
        assert desk.importing.undo(summary.id).taken_back == 1

    def test_a_share_that_goes_away_in_the_middle_is_noticed(self, desk: Session, share: Path, tmp_path: Path):
        # GIVEN an import into an empty folder WHEN the share goes away after the first cases
        for number in range(120):
            write(tmp_path / "many" / f"{number}.md", f"# 題{number}\n\n本文{number}\n")
        preview = desk.importing.preview([tmp_path / "many"])

        def leave(progress: Progress) -> None:
            if progress.done == 50 and progress.label.endswith(".md"):
                share.rename(share.with_name("away"))
                share.mkdir()

        # THEN nothing is written into what it left
        with pytest.raises(KbError):
            desk.importing.apply(preview, Conflicts.SKIP, "many", leave)
        assert list(share.iterdir()) == []


@pytest.mark.parametrize("front", ["id: ../../ev", 'created: "<b>"', "updated: tomorrow"])
def test_what_a_note_says_of_itself_is_checked(desk: Session, tmp_path: Path, front: str):
    # GIVEN a note with an id or a time that is none WHEN it is imported THEN it has ones of ours, and can be exported
    write(tmp_path / "in" / "n.md", f"---\nschema: dx-note/1\n{front}\nvisibility: public\n---\n本文\n")
    take_in(desk, tmp_path / "in")
    (note,) = desk.notes.every()
    assert "." not in note.id
    assert note.created_at.startswith("20")
    desk.exporting.export(ExportRequest((), ExportFormat.MARKDOWN, tmp_path / "out"))
    assert len(list((tmp_path / "out" / "notes").iterdir())) == 1


def test_files_of_other_programs_are_left_out_with_the_way_to_take_them_in(desk: Session, tmp_path: Path):
    (tmp_path / "要綱.jtd").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (tmp_path / "絵.bmp").write_bytes(b"BM")
    skipped = {one.path: one.why for one in desk.importing.preview([tmp_path]).skipped}
    assert ".docx" in next(why for path, why in skipped.items() if path.endswith("要綱.jtd"))
    assert ".docx" not in next(why for path, why in skipped.items() if path.endswith("絵.bmp"))


class TestAttachedFiles:
    """Of cases of ours that come again with other files beside them."""

    CASE = GOOD + "\n![図](p.png)\n\n[表](t.xlsx)\n"

    @pytest.fixture(autouse=True)
    def taken(self, desk: Session, tmp_path: Path) -> Path:
        root = tmp_path / "in"
        write(root / "a.md", self.CASE)
        write(root / "p.png", b"one")
        write(root / "t.xlsx", b"table")
        take_in(desk, root)
        return root

    def test_a_changed_file_alone_is_an_update_that_leaves_the_text_alone(
        self, desk: Session, small_app: App, taken: Path
    ):
        # GIVEN a case with files that was imported WHEN only its picture is another one
        before = own_files(small_app)
        write(taken / "p.png", b"two")
        assert counts(desk.importing.preview([taken])) == {"updated": 1}
        summary = take_in(desk, taken)
        # THEN only that is changed, and the second time nothing
        assert own_files(small_app) == before | {"a.files/p.png": b"two"}
        assert counts(desk.importing.preview([taken])) == {"same": 1}
        # and undone it is what it was, and nothing is left in the wastebasket
        undone = desk.importing.undo(summary.id)
        assert (undone.taken_back, undone.left) == (1, ())
        assert own_files(small_app) == before
        assert desk.own_cases.deleted() == ()

    def test_undoing_brings_text_and_files_back_and_takes_added_ones_away(
        self, desk: Session, small_app: App, taken: Path
    ):
        # GIVEN an update of text and picture with a file more
        before = own_files(small_app)
        write(taken / "a.md", self.CASE.replace("送る。", "毎朝送る。") + "[新](n.pdf)\n")
        write(taken / "p.png", b"two")
        write(taken / "n.pdf", b"new")
        summary = take_in(desk, taken)
        assert own_files(small_app)["a.files/n.pdf"] == b"new"
        # WHEN it is undone THEN everything is as before
        desk.importing.undo(summary.id)
        assert own_files(small_app) == before
        assert not list((small_app.paths.own_cases_dir / ".trash").iterdir())

    def test_an_undo_that_was_broken_off_goes_on(self, desk: Session, small_app: App, taken: Path):
        # GIVEN an update whose undoing died after the text was back
        before = own_files(small_app)
        write(taken / "a.md", self.CASE.replace("送る。", "毎朝送る。"))
        write(taken / "p.png", b"two")
        summary = take_in(desk, taken)
        write(small_app.paths.own_cases_dir / "a.md", before["a.md"])
        # WHEN it is undone again THEN the rest is back too, and nothing counts as changed by a person
        undone = desk.importing.undo(summary.id)
        assert undone.left == ()
        assert own_files(small_app) == before

    def test_a_file_that_a_person_changed_is_a_conflict_and_is_not_undone(
        self, desk: Session, small_app: App, taken: Path
    ):
        # GIVEN a picture that a person painted on here, and another one from there
        place = small_app.paths.own_cases_dir / "a.files" / "p.png"
        place.write_bytes(b"painted")
        write(taken / "p.png", b"two")
        assert counts(desk.importing.preview([taken])) == {"conflict": 1}
        # WHEN theirs is wanted in its place and a person paints on that too
        summary = take_in(desk, taken, Conflicts.MERGE)
        assert place.read_bytes() == b"two"
        place.write_bytes(b"painted again")
        # THEN undoing names it and leaves it, and the earlier version can be taken out, whole
        assert desk.importing.undo(summary.id).left == ("a.files/p.png",)
        assert place.read_bytes() == b"painted again"
        (kept,) = desk.own_cases.deleted()
        back = desk.own_cases.take_back(kept)
        assert back.path == "a (2).md"
        files = own_files(small_app)
        assert (files["a (2).files/p.png"], files["a (2).files/t.xlsx"]) == (b"painted", b"table")
        assert "a (2).files/p.png" in files["a (2).md"].decode()

    def test_a_case_that_was_changed_since_keeps_its_files(self, desk: Session, small_app: App, taken: Path):
        # GIVEN an update of text and picture, and a text that was changed since
        write(taken / "a.md", self.CASE.replace("送る。", "毎朝送る。"))
        write(taken / "p.png", b"two")
        summary = take_in(desk, taken)
        place = small_app.paths.own_cases_dir / "a.md"
        place.write_text(place.read_text(encoding="utf-8") + "追記\n", encoding="utf-8")
        # WHEN it is undone THEN the case stays with the files that it came with
        assert desk.importing.undo(summary.id).left == ("a.md",)
        assert own_files(small_app)["a.files/p.png"] == b"two"

    def test_what_an_update_replaced_is_listed_with_title_and_reason(self, desk: Session, taken: Path):
        write(taken / "p.png", b"two")
        summary = take_in(desk, taken)
        (kept,) = desk.own_cases.deleted()
        assert (kept.title, kept.path, kept.why) == ("かささぎ通知で傘の貸し出しを知らせる", "a.md", Deletion.REPLACED)
        assert (kept.import_id, kept.import_label, kept.document_id) == (summary.id, "in", "kosai-umbrella")

    def test_a_case_that_cannot_be_written_keeps_its_files(
        self, desk: Session, small_app: App, taken: Path, monkeypatch: pytest.MonkeyPatch
    ):
        # GIVEN an update of text and picture, and a disk that is full when the text comes
        before = own_files(small_app)
        write(taken / "a.md", self.CASE.replace("送る。", "毎朝送る。"))
        write(taken / "p.png", b"two")
        exchange = ImportedFiles.exchange

        def full(self: ImportedFiles, path: str, data: bytes, expected: str) -> None:
            if path.endswith(".md"):
                raise OSError(28, "no space left")
            exchange(self, path, data, expected)

        monkeypatch.setattr(ImportedFiles, "exchange", full)
        # WHEN it is imported THEN it is told, and all is as before, also the wastebasket
        assert len(take_in(desk, taken).failed) == 1
        assert own_files(small_app) == before
        assert desk.own_cases.deleted() == ()

    def test_a_version_that_was_half_kept_is_not_listed_and_goes(
        self, desk: Session, small_app: App, taken: Path, monkeypatch: pytest.MonkeyPatch
    ):
        # GIVEN an update whose process died while it kept the earlier version, long ago
        write(taken / "p.png", b"two")
        monkeypatch.setattr("kb_app.storage.own_cases.imported_files._copy", _die_at("a.md"))
        monkeypatch.setattr("shutil.rmtree", lambda *_args, **_more: None)  # a killed process tidies nothing
        with pytest.raises(KeyboardInterrupt):
            take_in(desk, taken)
        monkeypatch.undo()
        (entry,) = (small_app.paths.own_cases_dir / ".trash").iterdir()
        assert sorted(path.name for path in entry.rglob("*")) == ["a.files", "entry.json", "p.png", "t.xlsx"]
        os.utime(entry, (0, 0))
        # THEN nobody is shown it, and the next import removes it
        assert desk.own_cases.deleted() == ()
        take_in(desk, taken)
        assert not entry.exists()

    def test_a_foreign_file_with_another_picture_is_an_update(self, desk: Session, small_app: App, tmp_path: Path):
        # GIVEN a note without an id and its picture
        write(tmp_path / "vault" / "雨.md", "# 雨の話\n\n![図](雨.png)\n")
        write(tmp_path / "vault" / "雨.png", b"one")
        take_in(desk, tmp_path / "vault")
        write(tmp_path / "vault" / "雨.png", b"two")
        # WHEN only the picture is another one THEN it is brought up to date
        assert counts(desk.importing.preview([tmp_path / "vault"])) == {"updated": 1}
        take_in(desk, tmp_path / "vault")
        assert own_files(small_app)["雨の話.files/雨.png"] == b"two"


def test_an_import_that_was_undone_lies_in_the_wastebasket_as_one(desk: Session, small_app: App, pile: Path):
    # GIVEN an import that was undone
    summary = take_in(desk, pile)
    before = own_files(small_app)
    desk.importing.undo(summary.id)
    # THEN each case has its title, its time, its import and why it is there
    deleted = desk.own_cases.deleted()
    assert sorted(one.title for one in deleted) == ["かささぎ通知で傘の貸し出しを知らせる", "傘の表", "雨の日の窓口"]
    assert {(one.why, one.import_id, one.import_label) for one in deleted} == {(Deletion.UNDONE, summary.id, pile.name)}
    # WHEN all are taken out THEN they are where they were
    desk.own_cases.take_back_all(deleted)
    assert own_files(small_app) == before
    assert desk.own_cases.deleted() == ()


def test_an_undo_that_a_locked_file_was_in_the_way_of_can_be_said_again(
    desk: Session, small_app: App, pile: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN an import, and another program that has one of its files open
    summary = take_in(desk, pile)
    discard = ImportedFiles.discard

    def locked(self: ImportedFiles, path: str, expected: str, about: DeletedCase) -> None:
        if path.startswith("傘の表"):
            raise PermissionError(13, "in use", path)
        discard(self, path, expected, about)

    monkeypatch.setattr(ImportedFiles, "discard", locked)
    # WHEN it is undone THEN that one is named, and the import does not count as undone
    (left,) = desk.importing.undo(summary.id).left
    assert left.startswith("傘の表")
    monkeypatch.undo()
    # WHEN it is undone again THEN the rest is taken back
    assert desk.importing.undo(summary.id).left == ()
    assert not [path for path in own_files(small_app) if path.endswith(".md")]


def test_a_case_goes_to_the_wastebasket_with_its_files_or_not_at_all(
    desk: Session, small_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN an imported case with a picture, and a program that has the folder of the picture open, as Windows sees it
    write(tmp_path / "in" / "雨.md", "# 雨の話\n\n![図](p.png)\n")
    write(tmp_path / "in" / "p.png", b"one")
    summary = take_in(desk, tmp_path / "in")
    before = own_files(small_app)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.suffix == ".files":
            raise PermissionError(13, "in use", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    # WHEN the import is undone THEN the case is named and stays with its picture, and nothing lies in the wastebasket
    assert [left.partition(":")[0] for left in desk.importing.undo(summary.id).left] == ["雨の話.md"]
    assert own_files(small_app) == before
    assert not list((small_app.paths.own_cases_dir / ".trash").iterdir())
    monkeypatch.undo()
    # AND when it is undone again both are gone, and come back together
    assert desk.importing.undo(summary.id).left == ()
    assert own_files(small_app) == {}
    (deleted,) = desk.own_cases.deleted()
    desk.own_cases.take_back(deleted)
    assert own_files(small_app) == before


def test_an_undo_that_died_between_a_case_and_its_files_goes_on(
    desk: Session, small_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN an imported case with a picture, and an undo that dies when the case is in the wastebasket
    write(tmp_path / "in" / "雨.md", "# 雨の話\n\n![図](p.png)\n")
    write(tmp_path / "in" / "p.png", b"one")
    summary = take_in(desk, tmp_path / "in")
    rename = Path.rename

    def dies(self: Path, target: Path) -> Path:
        if self.suffix == ".files":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.importing.undo(summary.id)
    monkeypatch.undo()
    assert list(own_files(small_app)) == ["雨の話.files/p.png"]
    # WHEN it is undone again THEN the picture lies with the case
    undone = desk.importing.undo(summary.id)
    assert (undone.taken_back, undone.left) == (1, ())
    assert own_files(small_app) == {}
    (entry,) = (small_app.paths.own_cases_dir / ".trash").iterdir()
    assert (entry / "雨の話.files" / "p.png").read_bytes() == b"one"


def test_the_wastebasket_is_emptied_of_what_was_seen(desk: Session, small_app: App, pile: Path):
    # GIVEN cases in the wastebasket, and one that came there after a person looked
    desk.importing.undo(take_in(desk, pile).id)
    seen = desk.own_cases.deleted()
    take_in(desk, pile / "傘.md")
    later = desk.own_cases.delete("kosai-umbrella")
    write(small_app.paths.own_cases_dir / ".trash" / "note.txt", "x")
    # WHEN what was seen is removed for good THEN only that is gone
    desk.own_cases.empty_wastebasket(seen)
    assert desk.own_cases.deleted() == (later,)
    assert (small_app.paths.own_cases_dir / ".trash" / "note.txt").exists()
    with pytest.raises(KbError):
        desk.own_cases.take_back(seen[0])


@pytest.mark.usefixtures("english")
def test_an_update_whose_earlier_version_was_emptied_away_stays_and_says_why(
    desk: Session, small_app: App, tmp_path: Path
):
    # GIVEN an update of a case, and a wastebasket that was emptied since
    place = write(tmp_path / "雨.md", "# 雨の日の窓口\n\n傘を貸した。\n")
    desk.importing.apply(desk.importing.preview([place]), Conflicts.SKIP, "雨.md")
    write(place, "# 雨の日の窓口\n\n傘立ても置いた。\n")
    update = desk.importing.apply(desk.importing.preview([place]), Conflicts.SKIP, "雨.md")
    desk.own_cases.empty_wastebasket(desk.own_cases.deleted())
    before = own_files(small_app)
    # WHEN the update is undone THEN its case stays, and what is said to be missing is the earlier version
    summary = desk.importing.undo(update.id)
    (name,) = before
    assert summary.taken_back == 0
    assert summary.left == (f"{name}: its earlier version is not in the wastebasket any more",)
    assert own_files(small_app) == before


def _die_at(name: str) -> Callable[[Path, Path], None]:
    """Copies files until one of this name comes."""

    def copy(source: Path, place: Path) -> None:
        if place.name == name:
            raise KeyboardInterrupt
        place.write_bytes(source.read_bytes())

    return copy


def shown(desk: Session, preview: ImportPreview, number: int = 0) -> list[tuple[str | None, str | None]]:
    rows = desk.importing.difference(preview.cases[number])
    return [(row.left, row.right) for row in rows if row.kind is not RowKind.SAME]


def test_a_conflict_and_an_update_say_what_differs_from_what_is_here(desk: Session, small_app: App, pile: Path):
    # GIVEN an imported case that a person changed, and one that nobody touched, whose files are others now
    take_in(desk, pile)
    ours = small_app.paths.own_cases_dir / "傘.md"
    ours.write_text(GOOD + "\n窓口で足した文。\n", encoding="utf-8")
    write(pile / "傘.md", GOOD + "\nファイルで足した文。\n")
    write(pile / "メモ" / "雨.md", PLAIN + "\r\n新しい文。\r\n")
    # WHEN they are compared THEN what is here stands at the left, what would be written at the right
    preview = desk.importing.preview([pile / "傘.md"])
    assert counts(preview) == {"conflict": 1}
    assert shown(desk, preview) == [("窓口で足した文。", "ファイルで足した文。")]
    preview = desk.importing.preview([pile / "メモ" / "雨.md"])
    assert counts(preview) == {"updated": 1}
    assert (None, "新しい文。") in shown(desk, preview)
    # and nothing was written
    assert ours.read_text(encoding="utf-8").endswith("窓口で足した文。\n")


def test_a_list_differs_in_the_fields_that_it_states_only(desk: Session, small_app: App, pile: Path, tmp_path: Path):
    # GIVEN a whole case, and a list of it with another summary
    take_in(desk, pile)
    case = next(one for one in desk.importing.preview([pile / "傘.md"]).cases).imported.case
    write(tmp_path / "一覧.csv", f"文書ID,事例名,自治体名,概要\n{case.id},{case.title},湖西市,短い概要\n")
    preview = desk.importing.preview([tmp_path / "一覧.csv"])
    assert counts(preview) == {"conflict": 1}
    # WHEN they are compared THEN only that differs
    found = shown(desk, preview)
    assert [right for _left, right in found if right is not None] == ["Summary: 短い概要"]


def test_of_notes_the_texts_differ_and_of_two_in_one_import_nothing_is_here(desk: Session, pile: Path):
    # GIVEN a note that has another text in a file now
    take_in(desk, pile)
    write(pile / "note.md", NOTE.replace("傘立てを見る", "傘立てを直す"))
    preview = desk.importing.preview([pile / "note.md"])
    rows = desk.importing.difference(preview.notes[0])
    assert [(row.left, row.right) for row in rows if row.kind is not RowKind.SAME] == [("傘立てを見る", "傘立てを直す")]
    # and two new cases of one id
    for name, words in (("a.md", "一つ目。"), ("b.md", "二つ目。")):
        write(pile / "二つ" / name, GOOD.replace("kosai-umbrella", "kosai-new") + words)
    preview = desk.importing.preview([pile / "二つ"])
    assert counts(preview) == {"new": 1, "conflict": 1}
    with pytest.raises(KbError, match="these files too"):
        desk.importing.difference(preview.cases[1])
