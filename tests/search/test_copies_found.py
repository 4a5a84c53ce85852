"""A bundled case hides behind its copy, in whatever way the index came to know of the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kb_app.domain.query import FilterAxis, MatchMode, Query, Sort
from tests.case_files import copy_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

ORIGINAL, OTHER = "aizuwakamatsu-city-os-portal", "bandai-dx-office"
ONLY_IN_ORIGINAL = "除雪車"


@pytest.fixture
def own(small_app: App) -> Path:
    return small_app.paths.own_cases_dir


def listed(session: Session, words: str = "", **filters: str) -> set[str]:
    chosen = {FilterAxis(axis): frozenset({value}) for axis, value in filters.items()}
    return {hit.id for hit in session.searching.search(Query(words, chosen, mode=MatchMode.ALL)).hits}


def everything(session: Session) -> list[Any]:
    answers = []
    for words in ("", ONLY_IN_ORIGINAL, "かささぎ通知", "湖西市"):
        result = session.searching.search(Query(words, mode=MatchMode.ALL, sort=Sort.MUNICIPALITY))
        answers.append((result.total, [hit.id for hit in result.hits], result.facets, result.choices, result.searched))
    return answers


def test_the_original_hides_and_comes_back_without_a_rebuild(small_app: App, own: Path):
    with small_app.session() as session:
        session.indexing.update()
        before = everything(session)
        assert ORIGINAL in listed(session)
        place = write(own / "copy.md", copy_of(ORIGINAL))
        session.indexing.update()
        # Neither a list nor a word that stands in the original only finds it, and nothing counts it
        assert {"my-copy"} == listed(session, "かささぎ通知")
        assert ORIGINAL not in listed(session)
        assert listed(session, ONLY_IN_ORIGINAL) == set()
        result = session.searching.search(Query())
        assert result.total == result.searched == len(result.hits) == 6
        assert ("福島県" in result.facets[FilterAxis.PREFECTURE]) == (OTHER in listed(session, prefecture="福島県"))
        assert result.choices[FilterAxis.KIND] == {"case": 6, "own": 1}
        # but its id does
        assert session.library.document(ORIGINAL).case.id == ORIGINAL
        assert session.searching.titles([ORIGINAL])[ORIGINAL]
        place.unlink()
        session.indexing.update()
        assert everything(session) == before


def test_a_word_that_stands_in_the_hidden_original_only_is_no_word_of_the_library(small_app: App, own: Path):
    write(own / "copy.md", copy_of(ORIGINAL))
    with small_app.session() as session:
        session.indexing.update()
        result = session.searching.search(Query(ONLY_IN_ORIGINAL))
        assert ORIGINAL not in {hit.id for hit in result.hits}
        assert ORIGINAL not in {hit.id for hit in session.searching.search(Query("除雪車 市民ポータル")).hits}


def test_an_incremental_run_and_a_rebuild_see_the_same(small_app: App, own: Path):
    with small_app.session() as session:
        session.indexing.update()
        session.notes.add(ORIGINAL, "かささぎに聞く")
        session.annotations.add_tags([ORIGINAL], ["湖西市を訪ねる"])
        write(own / "copy.md", copy_of(ORIGINAL))
        session.indexing.update()
        seen = everything(session)
        session.indexing.update(rebuild=True)
        assert everything(session) == seen


def test_a_hit_tells_its_origin(small_app: App, own: Path):
    write(own / "copy.md", copy_of(ORIGINAL))
    with small_app.session() as session:
        session.indexing.update()
        origins = {hit.id: hit.derived_from for hit in session.searching.search(Query()).hits}
        assert origins.pop("my-copy") == ORIGINAL
        assert set(origins.values()) == {""}


def test_two_copies_of_one_original_are_both_listed(small_app: App, own: Path):
    first = write(own / "a.md", copy_of(ORIGINAL, "one"))
    write(own / "b.md", copy_of(ORIGINAL, "two"))
    with small_app.session() as session:
        session.indexing.update()
        assert {"one", "two"} <= listed(session)
        assert ORIGINAL not in listed(session)
        assert [copy.id for copy in session.library.family(ORIGINAL).copies] == ["one", "two"]
        # It stays hidden until the last one is gone
        first.unlink()
        session.indexing.update()
        assert ORIGINAL not in listed(session)
        assert "two" in listed(session)


def test_a_chain_hides_the_bundled_document_only(small_app: App, own: Path):
    write(own / "a.md", copy_of(ORIGINAL, "one"))
    write(own / "b.md", copy_of("one", "two"))
    with small_app.session() as session:
        session.indexing.update()
        assert {"one", "two"} <= listed(session)
        assert ORIGINAL not in listed(session)
        family = session.library.family("one")
        assert family.origin is not None
        assert (family.origin.id, [copy.id for copy in family.copies], family.others) == (
            ORIGINAL,
            ["two"],
            (ORIGINAL,),
        )
        assert session.library.family("two").others == ("one",)


def test_a_circle_hides_nobody(small_app: App, own: Path):
    write(own / "a.md", copy_of("two", "one"))
    write(own / "b.md", copy_of("one", "two"))
    write(own / "c.md", copy_of("three", "three"))
    with small_app.session() as session:
        session.indexing.update()
        assert {"one", "two", "three", ORIGINAL} <= listed(session)
        assert session.library.family("one").others == ("two",)
        assert session.library.family("three").others == ()


def test_a_copy_of_what_does_not_exist_is_a_case_like_others(small_app: App, own: Path):
    write(own / "a.md", copy_of("nobody", "one"))
    with small_app.session() as session:
        session.indexing.update()
        assert session.searching.search(Query()).total == 7
        origin = session.library.family("one").origin
        assert origin is not None
        assert (origin.id, origin.is_known) == ("nobody", False)


def test_a_bundled_document_hides_no_other(small_app: App):
    place = small_app.paths.library_dir / f"{OTHER}.md"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("\nmunicipality:", f"\nderived_from: {{id: {ORIGINAL}}}\nmunicipality:", 1), "utf-8")
    with small_app.session() as session:
        session.indexing.update()
        assert {ORIGINAL, OTHER} <= listed(session)
        assert session.library.family(OTHER).origin is None


def test_a_copy_cannot_hide_a_note(small_app: App, own: Path):
    with small_app.session() as session:
        note = session.notes.add("", "かささぎのこと")
        write(own / "a.md", copy_of(note.id, "one"))
        session.indexing.update()
        assert {note.id, "one"} == listed(session, "かささぎ")


def test_a_copy_that_names_another_original_lets_the_first_one_show(small_app: App, own: Path):
    place = write(own / "a.md", copy_of(ORIGINAL))
    with small_app.session() as session:
        session.indexing.update()
        write(place, copy_of(OTHER, title="別の写し"))
        session.indexing.update()
        assert ORIGINAL in listed(session)
        assert OTHER not in listed(session)


def test_a_copy_that_kept_the_id_of_its_original_stands_for_it(small_app: App, own: Path):
    write(own / "a.md", copy_of(ORIGINAL, ORIGINAL))
    with small_app.session() as session:
        session.indexing.update()
        # It is listed under an id of its own, as every second document of an id
        (copy,) = listed(session, "かささぎ通知")
        assert copy != ORIGINAL
        assert ORIGINAL not in listed(session)
        assert session.library.family(copy).others == (ORIGINAL,)


def test_notes_on_the_original_are_found_and_counted(small_app: App, own: Path):
    write(own / "copy.md", copy_of(ORIGINAL))
    with small_app.session() as session:
        note = session.notes.add(ORIGINAL, "あおさぎを見に行く")
        session.notes.add("my-copy", "しらさぎも")
        session.indexing.update()
        assert listed(session, "あおさぎ") == {note.id}
        (hit,) = session.searching.search(Query("かささぎ通知", mode=MatchMode.ALL)).hits
        assert hit.notes == 2
