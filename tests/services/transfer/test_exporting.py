"""What is written out is in open formats, and is the same when it is taken in elsewhere."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb_app.base.errors import KbError
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app
from kb_app.domain.case import Kind
from kb_app.domain.characters import kept_text
from kb_app.domain.export import ExportCount, ExportFormat, ExportRequest
from kb_app.domain.note import Visibility
from kb_app.domain.transfer import Conflicts, Fate
from kb_app.formats.case_writer import NotWritableError, render
from tests.case_files import GOOD, WITHOUT_ID, write
from tests.formats.generated_cases import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import Case
    from kb_app.domain.vocabulary import Vocabulary


@pytest.fixture
def desk(small_app: App) -> Iterator[Session]:
    own = small_app.paths.own_cases_dir
    write(own / "傘.md", GOOD)
    write(own / "下" / "無名.md", WITHOUT_ID + "\n![図](無名.files/図.png)\n[上](../上.png) [外](../../casebook.db)\n")
    write(own / "下" / "無名.files" / "図.png", b"picture")
    write(own / "上.png", b"above")
    with small_app.session() as session:
        session.indexing.update()
        yield session


def export(desk: Session, place: Path, form: ExportFormat = ExportFormat.MARKDOWN, **more: bool) -> dict[str, bytes]:
    """Export everything and return the files."""
    desk.exporting.export(ExportRequest((), form, place, **more))
    return exported(place)


def exported(place: Path) -> dict[str, bytes]:
    if place.suffix == ".zip":
        with zipfile.ZipFile(place) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["出", "出.zip"])
def test_cases_leave_with_what_belongs_to_them(desk: Session, tmp_path: Path, name: str):
    # GIVEN own cases, one with files beside it and a link out of its shelf WHEN everything is exported
    files = export(desk, tmp_path / name)
    # THEN cases are as they were, files stand where the text looks for them, and nothing from outside the shelf left
    assert files["cases/傘.md"] == GOOD.encode()
    assert files["cases/無名/下/無名.files/図.png"] == b"picture"
    assert files["cases/無名/上.png"] == b"above"
    assert b"id: " in files["cases/無名/下/無名.md"]
    assert not any(b"SQLite" in content for content in files.values())
    assert {path.partition("/")[0] for path in files} == {"cases"}


def test_notes_leave_when_they_may(desk: Session, tmp_path: Path):
    # GIVEN a private note and one for the office
    desk.notes.add("kosai-umbrella", "私だけ")
    desk.notes.add("kosai-umbrella", "庁内で", Visibility.INTERNAL)
    # WHEN everything is exported THEN the private one stays, unless it is wanted
    summary = desk.exporting.export(ExportRequest((), ExportFormat.MARKDOWN, tmp_path / "a"))
    assert (summary.notes, summary.withheld) == (1, 1)
    assert not any("私だけ".encode() in path.read_bytes() for path in (tmp_path / "a").rglob("*.md"))
    files = export(desk, tmp_path / "b", with_private_notes=True)
    assert sum(path.startswith("notes/") for path in files) == 2


def test_what_is_exported_and_imported_elsewhere_is_the_same(desk: Session, tmp_path: Path):
    # GIVEN own cases, a tag on one of them, and notes on all kinds of documents
    desk.annotations.add_tags(["kosai-umbrella"], ["視察"])
    unnamed = next(one.case.id for one in desk.library.documents() if one.path == "下/無名.md")
    for document in ("", unnamed, "kosai-umbrella"):
        desk.notes.add(document, f"メモ {document}\n\n- [ ] 確かめる", Visibility.PUBLIC)
    export(desk, tmp_path / "出.zip")
    before = {one.case.id: one.case for one in desk.library.documents()}
    # WHEN all of it is imported on another computer THEN cases, notes and pictures are there as they were
    elsewhere = open_app(AppPaths.under(tmp_path / "elsewhere"), Settings())
    with elsewhere.session() as session:
        session.indexing.update()
        preview = session.importing.preview([tmp_path / "出.zip"])
        session.importing.apply(preview, Conflicts.SKIP, "出")
        session.indexing.update()
        after = {one.case.id: one.case for one in session.library.documents()}
        for document in ("kosai-umbrella", unnamed):
            # what lay above the case lies beside it now, and its text says so
            moved = before[document].body.replace("](../上.png)", "](<無名.files/上.png>)")
            assert after[document].body == moved
            assert after[document].title == before[document].title
        assert after["kosai-umbrella"].tags == ("視察",)
        assert sorted(note.text for note in session.notes.every()) == sorted(note.text for note in desk.notes.every())
        assert {note.document for note in session.notes.every()} == {"", unnamed, "kosai-umbrella"}
        assert (elsewhere.paths.own_cases_dir / "無名.files" / "図.png").read_bytes() == b"picture"
        assert (elsewhere.paths.own_cases_dir / "無名.files" / "上.png").read_bytes() == b"above"
        # and taken in again nothing changes
        assert session.importing.apply(session.importing.preview([tmp_path / "出.zip"]), Conflicts.SKIP, "").id == ""


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.GIF_CSV, ExportFormat.GIF_JSON])
def test_a_list_of_what_is_there_is_the_same_as_what_is_there(desk: Session, tmp_path: Path, form: ExportFormat):
    # GIVEN the library written out as a list WHEN the list is imported here THEN all of it is the same
    place = (
        tmp_path / f"list.{'json' if form is ExportFormat.GIF_JSON else 'xlsx' if form is ExportFormat.XLSX else 'csv'}"
    )
    desk.annotations.add_tags(["kosai-umbrella"], ["視察"])
    summary = desk.exporting.export(ExportRequest((), form, place))
    preview = desk.importing.preview([place])
    assert {str(fate): count for fate, count in preview.counts.items() if count} == {"same": summary.documents}


def test_lists_open_in_excel(desk: Session, tmp_path: Path):
    # GIVEN a case WHEN it is listed as CSV THEN the file has the mark that Excel wants, and status and star in words
    desk.annotations.set_star(["kosai-umbrella"], starred=True)
    place = tmp_path / "list.csv"
    desk.exporting.export(ExportRequest(("kosai-umbrella",), ExportFormat.CSV, place))
    data = place.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert len(header) == len(row)
    assert row[:2] == ["kosai-umbrella", "かささぎ通知で傘の貸し出しを知らせる"]
    assert row[-2:] == ["Unread", "★"]


def test_a_collection_says_what_it_lacks(desk: Session, tmp_path: Path):
    # GIVEN a case without what the government's model requires WHEN it is written out THEN that is said and left empty
    summary = desk.exporting.export(
        ExportRequest(("kosai-umbrella",), ExportFormat.GIF_JSON, tmp_path / "collection.json")
    )
    assert len(summary.remarks) == 1
    (record,) = json.loads((tmp_path / "collection.json").read_text(encoding="utf-8"))["事例"]
    assert record["タイトル"] == "かささぎ通知で傘の貸し出しを知らせる"
    assert record["目的"] == ""


def test_a_page_for_a_browser_runs_nothing(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a case with a script in it WHEN it is written as a page THEN the script is gone and the text is there
    write(
        small_app.paths.own_cases_dir / "x.md",
        GOOD.replace("kosai-umbrella", "x-script") + "<script>alert(1)</script>\n",
    )
    desk.exporting.export(ExportRequest(("x-script",), ExportFormat.HTML, tmp_path / "x.html"))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "かささぎ通知を送る" in page


def test_an_unknown_document_is_said(desk: Session, tmp_path: Path):
    # GIVEN an id that nothing has WHEN it is exported THEN it is said, and nothing is written
    with pytest.raises(KbError):
        desk.exporting.export(ExportRequest(("nowhere",), ExportFormat.MARKDOWN, tmp_path / "a"))
    assert not (tmp_path / "a").exists()


class TestAnyCase:
    @settings(
        max_examples=6,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(data=st.data())
    def test_exported_wiped_and_imported_it_is_the_same(
        self, small_app: App, vocabulary: Vocabulary, data: st.DataObject
    ):
        # GIVEN any cases and notes
        wanted: dict[str, Case] = {}
        texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(kept_text)
        folder = Path(tempfile.mkdtemp())
        app = open_app(AppPaths.under(folder / "data"), Settings())
        try:
            for case in data.draw(st.lists(cases(vocabulary), max_size=3)):
                if not case.id or case.id in wanted:
                    continue
                try:
                    text = render(case, vocabulary, unfinished=True)
                except NotWritableError:
                    continue
                wanted[case.id] = case
                write(app.paths.own_cases_dir / f"{case.id}.md", text)
            with app.session() as session:
                session.indexing.update()
                notes = [
                    session.notes.add(data.draw(st.sampled_from(["", *wanted])), text, Visibility.PUBLIC)
                    for text in data.draw(st.lists(texts, max_size=3))
                ]
                session.exporting.export(ExportRequest((), ExportFormat.MARKDOWN, folder / "出.zip"))
            # WHEN they are exported, wiped and imported THEN they are what they were
            shutil.rmtree(folder / "data")
            with app.session() as session:
                session.indexing.update()
                session.importing.apply(session.importing.preview([folder / "出.zip"]), Conflicts.SKIP, "")
                session.indexing.update()
                found = {one.case.id: one.case for one in session.library.documents()}
                assert {document: found.get(document) for document in wanted} == wanted
                assert sorted((note.id, note.document, note.text) for note in session.notes.every()) == sorted(
                    (note.id, note.document, note.text) for note in notes
                )
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def test_nothing_is_exported_among_the_files_of_the_program(desk: Session, small_app: App):
    # GIVEN places in the data folder WHEN something is exported there THEN it is refused, and what is there stays
    data = small_app.paths.data_dir
    before = small_app.paths.database.read_bytes()
    for form, place in ((ExportFormat.CSV, small_app.paths.database), (ExportFormat.MARKDOWN, data / "cases" / "x")):
        with pytest.raises(KbError):
            desk.exporting.export(ExportRequest((), form, place))
    assert small_app.paths.database.read_bytes() == before


def test_notes_of_one_title_have_names_of_their_own(desk: Session, tmp_path: Path):
    # GIVEN three notes whose names would be the same WHEN they are exported THEN all three are there
    for number in range(3):
        write(
            tmp_path / "in" / f"{number}.md",
            f"---\nschema: dx-note/1\nid: meeting-{number}\nvisibility: public\n---\n議事 \n\n{number}",
        )
    desk.importing.apply(desk.importing.preview([tmp_path / "in"]), Conflicts.SKIP, "in")
    files = export(desk, tmp_path / "a.zip")
    assert sum(path.startswith("notes/") for path in files) == 3


def test_a_link_out_of_the_shelf_does_not_leave(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a case with links to hidden files and, through a link of the system, to files elsewhere
    own = small_app.paths.own_cases_dir
    write(tmp_path / "secret.txt", "secret")
    (own / "out.txt").symlink_to(tmp_path / "secret.txt")
    write(own / ".trash" / "s.txt", "deleted")
    write(
        own / "x.md",
        GOOD.replace("kosai-umbrella", "x-links") + "[a](out.txt) [b](.trash/s.txt) ![](p.png) ![](./p.png)\n",
    )
    write(own / "p.png", b"picture")
    # WHEN it is exported THEN only the picture leaves with it, once
    desk.exporting.export(ExportRequest(("x-links",), ExportFormat.MARKDOWN, tmp_path / "a"))
    names = sorted(path.name for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert names == ["p.png", "x.md"]


@pytest.mark.parametrize("name", ["出", "出.zip"])
def test_a_picture_above_a_case_leaves_with_it_and_is_there_elsewhere(
    desk: Session, small_app: App, tmp_path: Path, name: str
):
    # GIVEN a case deep in a folder with pictures in the folders above it, one of them outside of the shelf
    own = small_app.paths.own_cases_dir
    links = "![一](../x.png) ![二](../../y.png) ![また一](../../課/x.png) ![外](../../../secret.png) ![横](z.png)\n"
    text = GOOD.replace("kosai-umbrella", "x-deep") + links
    write(own / "課" / "係" / "深い.md", text)
    write(own / "課" / "係" / "z.png", b"beside")
    write(own / "課" / "x.png", b"one")
    write(own / "y.png", b"two")
    write(own.parent / "secret.png", b"secret")
    # WHEN it is exported
    desk.exporting.export(ExportRequest(("x-deep",), ExportFormat.MARKDOWN, tmp_path / name))
    files = exported(tmp_path / name)
    # THEN its text is as it was, finds what it names, and what is outside stayed
    assert files == {
        "cases/深い/課/係/深い.md": text.encode(),
        "cases/深い/課/係/z.png": b"beside",
        "cases/深い/課/x.png": b"one",
        "cases/深い/y.png": b"two",
    }
    # WHEN it is imported here THEN it is the same, and elsewhere it has its pictures
    assert [item.fate for item in desk.importing.preview([tmp_path / name]).cases] == [Fate.SAME]
    elsewhere = open_app(AppPaths.under(tmp_path / "elsewhere"), Settings())
    with elsewhere.session() as session:
        session.indexing.update()
        session.importing.apply(session.importing.preview([tmp_path / name]), Conflicts.SKIP, "出")
        session.indexing.update()
        page = session.library.page("x-deep")
        assert page.document.case.title == "かささぎ通知で傘の貸し出しを知らせる"
        assert {file.place.read_bytes() for file in page.beside.values()} == {b"one", b"two", b"beside"}
        assert session.importing.apply(session.importing.preview([tmp_path / name]), Conflicts.SKIP, "").id == ""


def test_a_copy_leaves_with_the_notes_that_are_shown_with_it(desk: Session, tmp_path: Path):
    # GIVEN a local copy, with notes on it and on its original, one of them private
    original = next(one.case.id for one in desk.library.documents() if one.case.municipality.name)
    desk.notes.add(original, "原本に", Visibility.INTERNAL)
    desk.notes.add(original, "私だけ")
    copy = desk.own_cases.create(desk.own_cases.copy_of(original))
    desk.notes.add(copy.case.id, "写しに", Visibility.PUBLIC)
    desk.indexing.update()
    # WHEN the copy is exported THEN what may leave does, once
    place = tmp_path / "出.zip"
    summary = desk.exporting.export(ExportRequest((copy.case.id, original), ExportFormat.MARKDOWN, place))
    assert (summary.notes, summary.withheld) == (2, 1)
    # and elsewhere both are shown with the copy again
    elsewhere = open_app(AppPaths.under(tmp_path / "elsewhere"), Settings())
    with elsewhere.session() as session:
        session.indexing.update()
        place.unlink()
        desk.exporting.export(ExportRequest((copy.case.id,), ExportFormat.MARKDOWN, place))
        session.importing.apply(session.importing.preview([place]), Conflicts.SKIP, "出")
        session.indexing.update()
        assert sorted(note.text for note in session.notes.of_document(copy.case.id)) == ["写しに", "原本に"]


def test_a_page_has_its_pictures_in_it_and_nothing_from_elsewhere(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a case with a picture in its text, one that is only listed, and others that are outside or far away
    own = small_app.paths.own_cases_dir
    links = "![一](p%201.png) ![外](../secret.png) ![遠い](https://example.com/x.png) ![無い](none.png)\n"
    text = GOOD.replace("kosai-umbrella", "x-page").replace(
        "id: ", "images:\n- {title: 二, file: q.jpg}\n- {title: 一, file: p 1.png}\nid: ", 1
    )
    write(own / "x.md", text + links)
    write(own / "p 1.png", b"one")
    write(own / "q.jpg", b"two")
    write(own.parent / "secret.png", b"secret")
    # WHEN it is written as a page
    desk.exporting.export(ExportRequest(("x-page",), ExportFormat.HTML, tmp_path / "x.html"))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    # THEN its own pictures are in it, each once, and the others are named
    assert re.findall(r'<img src="([^"]*)" alt="([^"]*)"', page) == [
        (f"data:image/png;base64,{base64.b64encode(b'one').decode()}", "一"),
        (f"data:image/jpeg;base64,{base64.b64encode(b'two').decode()}", "二"),
    ]
    assert page.count("src=") == 2
    assert all(f"picture: {name}" in page for name in ("外", "遠い", "無い"))


@pytest.mark.parametrize("form", [ExportFormat.GIF_CSV, ExportFormat.GIF_JSON])
def test_the_model_of_cases_has_no_reference_pages(app: App, tmp_path: Path, form: ExportFormat):
    # GIVEN a library with cases and reference pages WHEN all of it is written in the government's model
    with app.session() as session:
        session.indexing.update()
        kinds = Counter(one.case.kind for one in session.library.documents())
        summary = session.exporting.export(ExportRequest((), form, tmp_path / "all"))
        # THEN the cases are there, it says what is not, and the count before told so
        assert summary.documents == kinds[Kind.CASE]
        assert f"{kinds[Kind.REFERENCE]}" in summary.remarks[0]
        assert session.library.counted(()) == ExportCount(kinds.total(), kinds[Kind.REFERENCE])
        page = next(one.case.id for one in session.library.documents() if one.case.kind is Kind.REFERENCE)
        assert session.library.counted((page,)) == ExportCount(1, 1)
        # and a page alone is refused
        with pytest.raises(KbError):
            session.exporting.export(ExportRequest((page,), form, tmp_path / "page"))
        assert not (tmp_path / "page").exists()
        assert session.exporting.export(ExportRequest((), ExportFormat.CSV, tmp_path / "l.csv")).documents == 49


def test_a_page_says_no_source_only_of_a_case_without_sources(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN a case that names a source and does not say how sure it is, and one without any
    source = "---\nid: x-source\ntitle: 出典のある話\nsources:\n- {id: s1, title: 市のページ}\n---\n本文\n"
    write(small_app.paths.own_cases_dir / "x.md", source)
    write(small_app.paths.own_cases_dir / "y.md", "---\nid: x-none\ntitle: 出典のない話\n---\n本文\n")
    for document, is_said in (("x-source", False), ("x-none", True)):
        place = tmp_path / f"{document}.html"
        desk.exporting.export(ExportRequest((document,), ExportFormat.HTML, place))
        assert ("（No source）" in place.read_text(encoding="utf-8")) == is_said
