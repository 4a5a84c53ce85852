"""A file that states no id is known again by where it lies: its new version is an update, not a second case."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.domain.table_columns import ReadAs
from kb_app.domain.transfer import Conflicts, ImportPreview, ImportSummary
from tests.case_files import GOOD, write
from tests.formats.importers.documents import docx, paragraph

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

HEAD = "自治体名,都道府県,事例名,概要\n"


@pytest.fixture
def desk(small_app: App) -> Iterator[Session]:
    with small_app.session() as session:
        session.indexing.update()
        yield session


def counts(found: ImportPreview | ImportSummary) -> dict[str, int]:
    return {str(fate): count for fate, count in found.counts.items() if count}


def fates(desk: Session, *places: Path) -> dict[str, int]:
    return counts(desk.importing.preview(places))


def take_in(desk: Session, place: Path, conflicts: Conflicts = Conflicts.SKIP) -> ImportSummary:
    return desk.importing.apply(desk.importing.preview([place]), conflicts, place.name)


def own_texts(app: App) -> dict[str, str]:
    root = app.paths.own_cases_dir
    files = [path for path in root.rglob("*.md") if ".trash" not in path.parts]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize("name", ["雨.md", "雨.txt", "雨.html", "雨.docx"])
def test_a_document_that_changed_is_an_update_of_its_case(desk: Session, small_app: App, tmp_path: Path, name: str):
    # GIVEN a document without an id that was imported
    def written(text: str) -> str | bytes:
        if name.endswith(".docx"):
            return docx(paragraph("雨の日の窓口", "1") + paragraph(text))
        return (
            f"<html><body><h1>雨の日の窓口</h1><p>{text}</p></body></html>"
            if "html" in name
            else f"雨の日の窓口\n\n{text}\n"
        )

    place = write(tmp_path / "資料" / name, written("傘を貸した。"))
    take_in(desk, place)
    assert fates(desk, place) == {"same": 1}
    # WHEN it has changed THEN it is an update of that case, also where the folder above it is chosen
    write(place, written("傘立ても置いた。"))
    assert fates(desk, place) == fates(desk, place.parent) == {"updated": 1}
    summary = take_in(desk, place)
    (text,) = own_texts(small_app).values()
    assert "傘立ても置いた。" in text
    assert "傘を貸した。" not in text
    # AND then it is the same, and the version before is an update again
    assert fates(desk, place) == {"same": 1}
    write(place, written("傘を貸した。"))
    assert fates(desk, place) == {"updated": 1}
    # AND undoing the update brings the first version back, which is what the file has now
    desk.importing.undo(summary.id)
    assert fates(desk, place) == {"same": 1}


def test_a_case_that_a_person_changed_is_a_conflict_only_when_the_file_changed_too(
    desk: Session, small_app: App, tmp_path: Path
):
    # GIVEN a document that was imported, and a person who wrote into its case
    place = write(tmp_path / "雨.md", "# 雨\n\n傘を貸した。\n")
    take_in(desk, place)
    own = next(small_app.paths.own_cases_dir.glob("*.md"))
    write(own, own.read_text(encoding="utf-8") + "\n手元の追記。\n")
    assert fates(desk, place) == {"same": 1}
    # WHEN the file changes too THEN it is a conflict, and replacing ends it
    write(place, "# 雨\n\n傘立ても置いた。\n")
    assert fates(desk, place) == {"conflict": 1}
    assert take_in(desk, place).id == ""
    take_in(desk, place, Conflicts.MERGE)
    assert fates(desk, place) == {"same": 1}
    (text,) = own_texts(small_app).values()
    assert "手元の追記。" not in text


def test_a_picture_that_a_person_changed_is_a_conflict_also_where_the_text_has_a_newer_version(
    desk: Session, small_app: App, tmp_path: Path
):
    # GIVEN a document that was imported with its picture, and a person who painted over that picture
    place = write(tmp_path / "雨.md", "# 雨\n\n傘を貸した。\n\n![傘](kasa.png)\n")
    write(tmp_path / "kasa.png", b"one")
    take_in(desk, place)
    (picture,) = small_app.paths.own_cases_dir.glob("*.files/*.png")
    write(picture, b"painted")
    # WHEN text and picture are newer where they came from THEN nothing is replaced without asking
    write(place, "# 雨\n\n傘立ても置いた。\n\n![傘](kasa.png)\n")
    write(tmp_path / "kasa.png", b"two")
    assert fates(desk, place) == {"conflict": 1}
    assert take_in(desk, place).id == ""
    assert picture.read_bytes() == b"painted"


def test_a_picture_that_no_import_wrote_is_not_replaced_without_asking(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a case of the office with a picture that staff put beside it
    own = small_app.paths.own_cases_dir
    text = GOOD + "\n![傘](傘.files/kasa.png)\n"
    write(own / "傘.md", text)
    write(own / "傘.files" / "kasa.png", b"ours")
    # WHEN the same case comes with another picture, as out of an older export THEN it is asked for
    place = write(tmp_path / "export" / "傘.md", text)
    write(tmp_path / "export" / "傘.files" / "kasa.png", b"older")
    assert fates(desk, place.parent) == {"conflict": 1}
    # AND the same picture is the same case
    write(tmp_path / "export" / "傘.files" / "kasa.png", b"ours")
    assert fates(desk, place.parent) == {"same": 1}


def test_a_case_that_stayed_when_its_import_was_undone_is_known_again(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a document that was imported, and a person who wrote into its case, so that it stayed when that was undone
    place = write(tmp_path / "雨.md", "# 雨の日の窓口\n\n傘を貸した。\n")
    summary = take_in(desk, place)
    own = next(small_app.paths.own_cases_dir.glob("*.md"))
    write(own, own.read_text(encoding="utf-8") + "\n手元の追記。\n")
    assert desk.importing.undo(summary.id).left == (own.name,)
    assert fates(desk, place) == {"same": 1}
    # WHEN the document has a newer version THEN it is a conflict with that case, and not a second case
    write(place, "# 雨の日の窓口\n\n傘立ても置いた。\n")
    assert fates(desk, place) == {"conflict": 1}


def test_a_conflict_that_was_taken_in_beside_ours_is_there_once(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a document changed here and there, whose new version was taken in beside ours
    place = write(tmp_path / "雨.md", "# 雨\n\n傘を貸した。\n")
    take_in(desk, place)
    own = next(small_app.paths.own_cases_dir.glob("*.md"))
    write(own, own.read_text(encoding="utf-8") + "\n手元の追記。\n")
    write(place, "# 雨\n\n傘立ても置いた。\n")
    take_in(desk, place, Conflicts.COPY)
    assert len(own_texts(small_app)) == 2
    # WHEN it is imported again THEN it is the same, and its next version is an update of the copy, not of ours
    assert fates(desk, place) == {"same": 1}
    write(place, "# 雨\n\n三つ目の版。\n")
    assert fates(desk, place) == {"updated": 1}
    take_in(desk, place)
    texts = "".join(own_texts(small_app).values())
    assert "手元の追記。" in texts
    assert "三つ目の版。" in texts
    assert "傘立ても置いた。" not in texts


def test_a_file_of_the_same_name_elsewhere_is_another_one(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a document WHEN one of its name lies in another folder THEN it is new
    take_in(desk, write(tmp_path / "甲" / "報告.md", "# 甲の報告\n\n一。\n"))
    other = write(tmp_path / "乙" / "報告.md", "# 乙の報告\n\n二。\n")
    assert fates(desk, other) == {"new": 1}
    take_in(desk, other)
    assert len(own_texts(small_app)) == 2


def test_content_that_its_case_has_left_behind_is_not_lost(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a document that was imported, kept under another name, and went on
    folder = tmp_path / "in"
    place = write(folder / "報告.md", "# 報告\n\n初版。\n")
    take_in(desk, place)
    write(folder / "報告_旧.md", "# 報告\n\n初版。\n")
    write(place, "# 報告\n\n改訂版。\n")
    take_in(desk, place)
    # WHEN both are imported THEN the old text is a case of its own, once
    assert fates(desk, folder) == {"same": 1, "new": 1}
    take_in(desk, folder)
    assert fates(desk, folder) == {"same": 2}
    texts = "".join(own_texts(small_app).values())
    assert "初版。" in texts
    assert "改訂版。" in texts


def test_a_guess_does_not_replace_what_a_person_corrected(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a document whose guessed title was corrected before it was imported
    place = write(tmp_path / "雨.txt", "雨の日の窓口\n\n傘を貸した。\n")
    preview = desk.importing.preview([place])
    (item,) = preview.cases
    assert "title" in item.imported.guessed
    corrected = replace(
        item.imported, case=replace(item.imported.case, title="直した題名"), guessed=item.imported.guessed - {"title"}
    )
    desk.importing.apply(replace(preview, cases=(replace(item, imported=corrected),)), Conflicts.SKIP, "")
    # WHEN the file changes THEN its text is taken over, and the title stays, no guess any more
    write(place, "雨の日の窓口\n\n傘立ても置いた。\n")
    (item,) = desk.importing.preview([place]).cases
    assert (str(item.fate), item.imported.case.title) == ("updated", "直した題名")
    assert "title" not in item.imported.guessed


def test_a_row_that_changed_is_known_by_title_and_municipality(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a list of three that was imported
    rows = ["湖西市,静岡県,傘,貸した", "仙台市,宮城県,傘,置いた", "仙台市,宮城県,雪,除雪した"]
    place = write(tmp_path / "表.csv", HEAD + "\n".join(rows))
    take_in(desk, place)
    # WHEN one row says something else, one is new, one moved, and one is gone
    write(place, HEAD + "\n".join(["仙台市,宮城県,雪,雪を運んだ", "仙台市,宮城県,橋,点検した", rows[0]]))
    # THEN the first is an update of its own case, and the one that is gone stays
    assert fates(desk, place) == {"updated": 1, "new": 1, "same": 1}
    take_in(desk, place)
    assert fates(desk, place) == {"same": 3}
    texts = own_texts(small_app)
    assert len(texts) == 4
    assert sum("雪を運んだ" in text for text in texts.values()) == 1
    assert not any("除雪した" in text for text in texts.values())


@pytest.mark.parametrize(
    ("name", "head", "line"),
    [("雨.md", "# 雨の日\n\n", "{text}\n"), ("表.csv", HEAD, "湖西市,静岡県,雨の日,{text}\n")],
    ids=["document", "row"],
)
def test_what_an_undone_import_left_is_no_second_case_when_its_file_comes_again(
    desk: Session, small_app: App, tmp_path: Path, name: str, head: str, line: str
):
    # GIVEN an import that was undone and left the case that a person had written into
    place = write(tmp_path / name, head + line.format(text="傘を貸した。"))
    summary = take_in(desk, place)
    (own,) = small_app.paths.own_cases_dir.glob("*.md")
    write(own, own.read_text(encoding="utf-8") + "\n手元の追記。\n")
    assert desk.importing.undo(summary.id).left == (own.name,)
    # WHEN its file comes again THEN it is that case, and a conflict once the file has changed too
    assert fates(desk, place) == {"same": 1}
    write(place, head + line.format(text="傘立ても置いた。"))
    assert fates(desk, place) == {"conflict": 1}
    assert take_in(desk, place).id == ""
    take_in(desk, place, Conflicts.MERGE)
    assert list(own_texts(small_app)) == [own.name]


def test_an_undone_import_that_left_nothing_is_as_if_it_had_never_been(desk: Session, small_app: App, tmp_path: Path):
    place = write(tmp_path / "雨.md", "# 雨\n\n傘を貸した。\n")
    desk.importing.undo(take_in(desk, place).id)
    write(place, "# 雨\n\n傘立ても置いた。\n")
    assert fates(desk, place) == {"new": 1}
    take_in(desk, place)
    assert fates(desk, place) == {"same": 1}
    assert len(own_texts(small_app)) == 1


def test_what_was_said_of_columns_is_where_the_next_import_of_such_a_table_begins(desk: Session, tmp_path: Path):
    # GIVEN a table under headings that nobody knows, imported with columns that a person said
    header, key = "だれが,なにを,くわしく\n", ("", ("だれが", "なにを", "くわしく"))
    place = write(tmp_path / "一覧.csv", f"{header}湖西市,傘を貸す,傘を貸した。\n仙台市,雪の日,除雪を知らせた。\n")
    columns = {0: "municipality.name", 1: "title", 2: "summary"}
    assert fates(desk, place) == {"new": 1}
    first = desk.importing.preview([place], said={"一覧.csv": ReadAs(columns={key: columns})})
    assert fates(desk, place) == {"new": 1}  # looking alone is no import
    summary = desk.importing.apply(first, Conflicts.SKIP, "一覧.csv")
    # WHEN it is imported again, and once more with a row that changed THEN only that row is news
    assert fates(desk, place) == {"same": 2}
    write(place, f"{header}湖西市,傘を貸す,傘立ても置いた。\n仙台市,雪の日,除雪を知らせた。\n")
    assert fates(desk, place) == {"updated": 1, "same": 1}
    # AND a table elsewhere begins so too, one with other headings does not
    assert fates(desk, write(tmp_path / "別.csv", f"{header}豊中市,窓口,案内した。\n")) == {"new": 1}
    (other,) = desk.importing.preview([write(tmp_path / "他.csv", "だれが,なにを\n豊中市,窓口\n")]).cases
    assert not other.imported.is_partial
    # AND the dialog is told so, where what is said now wins, also for the next time
    (look,) = desk.importing.columns([place], "一覧.csv", ReadAs()).tables
    assert (look.fields, look.is_known, look.is_guess, look.is_read) == (columns, True, False, True)
    said = ReadAs(columns={key: {}})
    (look,) = desk.importing.columns([place], "一覧.csv", said).tables
    assert (look.is_known, look.is_read) == (False, False)
    # AND it outlives an undone import, which it does not count for
    undone = desk.importing.undo(summary.id)
    assert (undone.taken_back, undone.left) == (2, ())
    assert fates(desk, place) == {"new": 2}
    desk.importing.apply(desk.importing.preview([place], said={"一覧.csv": said}), Conflicts.SKIP, "一覧.csv")
    assert fates(desk, place) == {"same": 1}


def test_a_row_that_could_be_several_is_taken_for_none(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN two rows of one title and municipality WHEN one of them changes and a third comes THEN both are new
    same = "仙台市,宮城県,雪,"
    place = write(tmp_path / "表.csv", f"{HEAD}{same}一\n{same}二\n")
    take_in(desk, place)
    write(place, f"{HEAD}{same}一\n{same}三\n{same}四\n")
    assert fates(desk, place) == {"same": 1, "new": 2}
    # AND a row beside one that is still there never takes its case
    write(place, f"{HEAD}{same}一\n{same}二\n{same}五\n")
    assert fates(desk, place) == {"same": 2, "new": 1}


def test_a_changed_row_over_a_case_that_a_person_changed_is_a_conflict(desk: Session, small_app: App, tmp_path: Path):
    place = write(tmp_path / "表.csv", f"{HEAD}湖西市,静岡県,傘,貸した\n")
    take_in(desk, place)
    own = next(small_app.paths.own_cases_dir.glob("*.md"))
    write(own, own.read_text(encoding="utf-8") + "\n手元の追記。\n")
    write(place, f"{HEAD}湖西市,静岡県,傘,毎日貸した\n")
    assert fates(desk, place) == {"conflict": 1}


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(["甲.md", "乙.txt", "丙.md"]), st.sampled_from(["一", "二", "三"])),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_files_become_each_is_one_case_with_its_text(changes: list[tuple[str, str]]):
    # GIVEN files that change in any order, and are imported after every change
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        app = open_app(AppPaths.under(root / "data"), Settings())
        with app.session() as session:
            now: dict[str, str] = {}
            for name, text in changes:
                now[name] = text
                write(root / "in" / name, f"# {name[0]}の題\n\n本文{text}。\n")
                summary = take_in(session, root / "in")
                # THEN nothing is ever a conflict, and importing again changes nothing
                assert "conflict" not in counts(summary)
                assert fates(session, root / "in") == {"same": len(now)}
                own = "".join(own_texts(app).values())
                assert len(own_texts(app)) == len(now)
                assert all(f"本文{one}。" in own for one in now.values())
