"""The library as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.query import Query
from tests.case_files import GOOD, WITHOUT_ID, WORD, write

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

pytestmark = pytest.mark.usefixtures("english")


def test_every_bundled_document_is_there_and_has_a_page(library: Session, library_app: App):
    documents = library.library.documents()
    assert len(documents) == len(list(library_app.paths.library_dir.rglob("*.md")))
    for document in documents:
        page = library.library.page(document.case.id)
        assert page.document == document
        assert page.html.startswith("<")


def test_a_page_is_html_of_the_body(library: Session):
    page = library.library.page("kosai-line-chatbot")
    assert page.document.case.municipality.name == "湖西市"
    assert "<h2>" in page.html
    assert "title:" not in page.html


def test_an_unknown_id_is_said_in_words(library: Session):
    with pytest.raises(KbError, match="no document has the id “nobody”"):
        library.library.document("nobody")


def test_a_document_is_shown_as_its_file_is_now(small_app: App):
    # Given an indexed file that has changed since
    place = write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        write(place, GOOD.replace("雨", "雪"))
        # Then its page shows the new text
        assert "雪" in session.library.page("kosai-umbrella").html


def test_a_document_is_found_without_an_index_and_after_it_moved(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
        (hit,) = session.searching.search(Query(WORD)).hits
        # Given a file that moved behind the index's back
        place.rename(place.with_name("b.md"))
        assert session.library.document(hit.id).path == "b.md"
    with small_app.session() as session:
        session.indexing.update(rebuild=True)
        assert session.library.document(hit.id).path == "b.md"


def test_a_document_whose_file_changed_its_id_is_not_shown_under_the_old_one(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        write(place, GOOD.replace("kosai-umbrella", "kosai-parasol"))
        with pytest.raises(KbError):
            session.library.document("kosai-umbrella")
        assert session.library.document("kosai-parasol").path == "a.md"


def test_checking_reports_on_every_file_also_the_good_ones(small_app: App):
    write(small_app.paths.own_cases_dir / "good.md", GOOD)
    write(small_app.paths.own_cases_dir / "empty.md", "")
    with small_app.session() as session:
        checked = {report.path: report.problems for report in session.library.checked()}
        assert len(checked) == 8
        assert checked["own/good.md"] == ()
        assert [report.path for report in session.library.reports()] == ["own/empty.md"]


def test_files_anywhere_are_checked_without_being_taken_in(small_app: App, tmp_path: Path):
    good, bad = write(tmp_path / "good.md", GOOD), write(tmp_path / "bad.md", "本文")
    with small_app.session() as session:
        first, second, third = session.library.check_files([good, bad, tmp_path / "nowhere.md"])
        assert (first.path, first.problems) == (str(good), ())
        assert [(problem.line, problem.field) for problem in second.problems] == [(1, "title")]
        assert "cannot be read" in third.problems[0].message
        assert session.indexing.update().documents == 6
