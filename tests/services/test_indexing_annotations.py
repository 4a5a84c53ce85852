"""What staff add filters and searches, in whatever way the index came to know of it."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_app.base.errors import KbError
from kb_app.base.paths import AppPaths
from kb_app.bootstrap import App
from kb_app.domain.annotation import CLASSIFIED_AXES, Status
from kb_app.domain.query import FilterAxis, MatchMode, Query, Sort
from kb_app.domain.taxonomy import Axis
from tests.case_files import GOOD, WITHOUT_ID, WORD, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap.session import Session
    from kb_app.domain.change import Change

OWN = "kosai-umbrella"
ASKED = ("", WORD, "視察候補", "出張", "かわせみ", "体制", "首長", "LINE", "あおさぎ")
"""Words of the own case, of tags, of notes, and of the labels of what is added."""


def found(session: Session, words: str = "", **filters: str) -> list[str]:
    chosen = {FilterAxis(axis): frozenset({value}) for axis, value in filters.items()}
    return [hit.id for hit in session.searching.search(Query(words, chosen, mode=MatchMode.ALL)).hits]


def seen(session: Session) -> list[Any]:
    """Everything that searches show, but for how long they took and the score, in which what is deleted counts for a while."""
    answers = []
    for words in ASKED:
        result = session.searching.search(Query(words, mode=MatchMode.ALL, sort=Sort.MUNICIPALITY))
        hits = [{**asdict(hit), "score": 0} for hit in result.hits]
        answers.append((result.total, hits, result.facets, result.choices, result.searched))
    return answers


def in_three_ways(app: App) -> list[Any]:
    """What is seen after `refresh`, after `update` and after a rebuild, each of a copy of the data folder: all the same."""
    ways: dict[str, Callable[[Session], object]] = {
        "refresh": lambda session: session.indexing.refresh(),
        "update": lambda session: session.indexing.update(),
        "rebuild": lambda session: session.indexing.update(rebuild=True),
    }
    answers = {}
    for name, bring in ways.items():
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps what is mapped
            copy = copy_of(app, Path(folder) / "data")
            with copy.session() as session:
                bring(session)
                answers[name] = seen(session)
    assert answers["update"] == answers["rebuild"]
    assert answers["refresh"] == answers["rebuild"]
    return answers["rebuild"]


def copy_of(app: App, folder: Path) -> App:
    shutil.copytree(app.paths.data_dir, folder)
    return App(AppPaths(app.paths.library_dir, app.paths.resources_dir, folder), app.settings, app.taxonomy)


@pytest.fixture
def own(small_app: App) -> Path:
    return write(small_app.paths.own_cases_dir / "a.md", GOOD)


@pytest.fixture
def indexed(small_app: App, own: Path) -> Iterator[Session]:
    """Six bundled documents and an own one, indexed."""
    with small_app.session() as session:
        session.indexing.update()
        yield session


# ---------------------------------------------------------------------------------------------------- what is searched


@pytest.mark.parametrize("bring", ["refresh", "update"])
def test_a_tag_is_a_filter_and_a_word(indexed: Session, bring: str):
    indexed.annotations.add_tags([OWN], ["視察候補"])
    assert (found(indexed, "視察候補"), found(indexed, tag="視察候補")) == ([], [])
    getattr(indexed.indexing, bring)()
    assert found(indexed, "視察候補") == found(indexed, tag="視察候補") == [OWN]
    (hit,) = indexed.searching.search(Query("視察候補", mode=MatchMode.ALL)).hits
    assert (hit.tags, hit.title_marks) == (("視察候補",), ())
    # A tag that is renamed, or taken off, is found no more
    indexed.annotations.rename_tag("視察候補", "出張")
    getattr(indexed.indexing, bring)()
    assert (found(indexed, "視察候補"), found(indexed, "出張")) == ([], [OWN])
    indexed.annotations.remove_tags([OWN], ["出張"])
    getattr(indexed.indexing, bring)()
    assert (found(indexed, "出張"), found(indexed, tag="出張")) == ([], [])


@pytest.mark.parametrize("axis", CLASSIFIED_AXES)
def test_an_added_value_is_a_filter_and_its_label_a_word(indexed: Session, small_app: App, axis: Axis):
    # Given a value that the own case has not
    has = getattr(indexed.library.document(OWN).case, CLASSIFIED_AXES[axis])
    entry = next(entry for entry in small_app.taxonomy.axes[axis] if entry.id not in has)
    label = next(iter(entry.labels.values()))
    assert OWN not in found(indexed, **{str(axis): entry.id})
    # When it is put on, then it filters and its label is found
    indexed.annotations.classify([OWN], axis, [entry.id])
    assert indexed.indexing.refresh()
    assert OWN in found(indexed, **{str(axis): entry.id})
    assert OWN in found(indexed, f'"{label}"')
    # and when it is taken off, it does no more
    indexed.annotations.take([OWN], axis, [entry.id])
    indexed.indexing.refresh()
    assert OWN not in found(indexed, **{str(axis): entry.id})


def test_what_is_taken_off_a_document_filters_no_more_and_can_be_restored(indexed: Session):
    assert found(indexed, step="execute_measure", kind="own") == [OWN]
    change = indexed.annotations.take([OWN], Axis.STEP, ["execute_measure"])
    indexed.indexing.refresh()
    assert found(indexed, step="execute_measure", kind="own") == []
    # The file says it still, and what was taken is told
    assert indexed.library.document(OWN).case.steps == ("execute_measure",)
    assert indexed.annotations.of(OWN).taken_from(Axis.STEP, indexed.library.document(OWN).case) == ("execute_measure",)
    indexed.annotations.undo(change)
    indexed.indexing.refresh()
    assert found(indexed, step="execute_measure", kind="own") == [OWN]


def test_a_tag_of_the_file_is_taken_off_and_restored(small_app: App):
    write(small_app.paths.own_cases_dir / "a.md", GOOD.replace("steps:", "tags: [LINE]\nsteps:"))
    with small_app.session() as session:
        session.indexing.update()
        # Given a tag that the file has, and that staff put on many documents, this one too
        everything = found(session)
        session.annotations.add_tags(everything, ["ｌｉｎｅ"])
        session.indexing.refresh()
        assert sorted(found(session, tag="LINE")) == sorted(everything)
        # When it is taken off the document, then it is off, whoever put it there
        session.annotations.remove_tags([OWN], ["line"])
        session.indexing.refresh()
        assert OWN not in found(session, tag="LINE")
        assert session.annotations.of(OWN).tags_taken_from(session.library.document(OWN).case) == ("LINE",)
        session.annotations.add_tags([OWN], ["LINE"])
        session.indexing.refresh()
        assert OWN in found(session, tag="LINE")


def test_status_and_star_filter_and_are_counted(indexed: Session):
    everything = found(indexed)
    assert found(indexed, status="unread") == everything
    indexed.annotations.set_status(everything[:3], Status.CANDIDATE)
    indexed.annotations.set_star(everything[2:4], starred=True)
    indexed.indexing.refresh()
    assert found(indexed, status="candidate") == everything[:3]
    assert found(indexed, star="yes") == everything[2:4]
    assert found(indexed, status="candidate", star="yes") == everything[2:3]
    facets = indexed.searching.search(Query()).facets
    assert facets[FilterAxis.STATUS] == {"candidate": 3, "unread": 4}
    assert facets[FilterAxis.STAR] == {"yes": 2}
    hits = {hit.id: (hit.status, hit.starred) for hit in indexed.searching.search(Query()).hits}
    assert hits[everything[2]] == ("candidate", True)
    assert hits[everything[4]] == ("unread", False)


def test_a_refresh_without_changes_writes_nothing(indexed: Session, small_app: App):
    indexed.annotations.add_tags([OWN], ["視察候補"])
    assert indexed.indexing.refresh()
    before = {path: path.stat().st_mtime_ns for path in small_app.paths.index_dir.rglob("*")}
    assert not indexed.indexing.refresh()
    assert indexed.indexing.update().updated == 0
    assert {path: path.stat().st_mtime_ns for path in small_app.paths.index_dir.rglob("*")} == before


def test_where_there_is_no_index_a_refresh_is_left_to_an_update(small_app: App):
    with small_app.session() as session:
        session.annotations.add_tags(["aizuwakamatsu-city-os-portal"], ["視察候補"])
        assert not session.indexing.refresh()
        session.indexing.update()
        assert found(session, tag="視察候補") == ["aizuwakamatsu-city-os-portal"]


# ------------------------------------------------------------------------------------------------- the same three ways


def test_everything_at_once_is_the_same_in_three_ways(small_app: App, own: Path):
    with small_app.session() as session:
        session.indexing.update()
        everything = found(session)
        add = session.annotations
        add.add_tags(everything[:4], ["視察候補", "出張", "い", "ろ", "は"])
        add.rename_tag("い", "LINE")
        add.merge_tags("ろ", "は")
        add.delete_tag("は")
        add.classify(everything[1:5], Axis.STEP, ["mindset", "plan_and_act"])
        add.take(everything, Axis.AREA, ["ai_rpa"])
        add.set_status(everything[3:], Status.REJECTED)
        add.set_star([OWN], starred=True)
        add.remove_tags(everything, ["LINE"])
        notes = [
            session.notes.add(document, f"かわせみ {document}\n- [ ] 体制")
            for document in ("", OWN, everything[0], "nobody")
        ]
        session.notes.delete(session.notes.add(OWN, "かわせみ").id)
        session.notes.save(notes[1].id, "あおさぎ", "two")
    answers = in_three_ways(small_app)
    assert [answers[ASKED.index(words)][0] for words in ("視察候補", "かわせみ", "あおさぎ")] == [4, 3, 1]


BUNDLED = ("aizuwakamatsu-city-os-portal", "bandai-dx-office")
DOCUMENTS = st.lists(st.sampled_from([OWN, *BUNDLED]), min_size=1, max_size=2)
TAG = st.sampled_from(["視察候補", "出張", "LINE", "ｌｉｎｅ"])
AXIS = st.sampled_from([(Axis.STEP, "mindset"), (Axis.STEP, "execute_measure"), (Axis.AREA, "ai_rpa")])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["add_tags", "remove_tags"]), DOCUMENTS, st.lists(TAG, min_size=1, max_size=2)),
        st.tuples(st.sampled_from(["rename_tag", "merge_tags"]), TAG, TAG),
        st.tuples(st.just("delete_tag"), TAG),
        st.tuples(st.sampled_from(["classify", "take", "restore"]), DOCUMENTS, AXIS),
        st.tuples(st.just("set_status"), DOCUMENTS, st.sampled_from(Status)),
        st.tuples(st.just("set_star"), DOCUMENTS, st.booleans()),
        st.tuples(
            st.just("note"), st.sampled_from(["", OWN, *BUNDLED]), st.sampled_from(["かわせみ", "あおさぎ 出張"])
        ),
        st.tuples(st.just("refresh")),
    ),
    min_size=1,
    max_size=10,
)


def do(session: Session, act: tuple[Any, ...]) -> Change | None:
    name, *values = act
    service = session.annotations
    match name:
        case "note":
            note = session.notes.add(*values)
            return session.notes.delete(note.id) if values[1] == "かわせみ" and not values[0] else None
        case "refresh":
            session.indexing.refresh()
            return None
        case "classify" | "take" | "restore":
            documents, (axis, value) = values
            change: Change = getattr(service, name)(documents, axis, [value])
            return change
        case "set_star":
            return service.set_star(values[0], starred=values[1])
    other: Change = getattr(service, name)(*values)
    return other


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_whatever_is_done_and_undone_the_index_is_that_of_a_rebuild(
    small_app: App, own: Path, acts: list[tuple[Any, ...]]
):
    random.seed()  # Hypothesis seeds it, and Whoosh names its files by it
    with small_app.session() as session:
        session.indexing.update()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        app = copy_of(small_app, Path(folder) / "data")
        # Given what was seen before anything was done
        with app.session() as session:
            before = seen(session)
            # When a series of things is done, with the index brought up to date in between
            made: list[Change] = []
            for act in acts:
                with suppress(KbError):
                    change = do(session, act)
                    made += [change] if change else []
        # Then what is found is what a new index finds
        in_three_ways(app)
        # and when all is undone, all but the notes is as before
        with app.session() as session:
            for change in reversed(made):
                session.annotations.undo(change)
            for note in session.notes.every():
                session.notes.delete(note.id)
            session.indexing.refresh()
            assert seen(session) == before


# ------------------------------------------------------------------------------------------------------ files that move


@pytest.fixture
def noted(small_app: App) -> Path:
    """An own file without an id of its own, with a note, a tag and a star, all indexed."""
    place = write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
        (document,) = found(session, WORD)
        session.notes.add(document, "かわせみが来た")
        session.annotations.add_tags([document], ["視察候補"])
        session.annotations.set_star([document], starred=True)
        session.indexing.refresh()
    return place


def note_seen(session: Session, **filters: str) -> tuple[str, str, bool, tuple[str, ...]]:
    """The document of the one note, its title, star and tags."""
    chosen = {FilterAxis(axis): frozenset({value}) for axis, value in filters.items()}
    (hit,) = session.searching.search(Query("かわせみ", chosen, mode=MatchMode.ALL)).hits
    return hit.document, hit.document_title, hit.starred, hit.tags


def test_a_note_stands_under_the_filters_of_its_document(small_app: App, noted: Path):
    with small_app.session() as session:
        (document,) = found(session, WORD)
        whole = (document, "かささぎ通知で傘の貸し出しを知らせる", True, ("視察候補",))
        for filters in (
            {"tag": "視察候補"},
            {"star": "yes"},
            {"step": "execute_measure"},
            {"prefecture": "静岡県"},
            {"kind": "note"},
        ):
            assert note_seen(session, **filters) == whole
        assert found(session, "かわせみ", step="mindset") == found(session, "かわせみ", kind="own") == []
        (hit,) = session.searching.search(Query(WORD, mode=MatchMode.ALL)).hits
        assert hit.notes == 1


def test_a_note_goes_along_with_a_file_that_moves(small_app: App, noted: Path):
    with small_app.session() as session:
        before = note_seen(session)
        (noted.parent / "folder").mkdir()
        noted.rename(noted.parent / "folder" / "b.md")
        summary = session.indexing.update()
        assert (summary.added, summary.removed) == (1, 1)
        assert note_seen(session, star="yes") == before
    in_three_ways(small_app)


def test_a_note_follows_what_its_document_becomes(small_app: App, noted: Path):
    with small_app.session() as session:
        write(noted, WITHOUT_ID.replace("傘の貸し出し", "長靴の貸し出し").replace("execute_measure", "mindset"))
        session.indexing.update()
        assert note_seen(session, step="mindset")[1] == "かささぎ通知で長靴の貸し出しを知らせる"
        assert found(session, "かわせみ", step="execute_measure") == []
    in_three_ways(small_app)


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_note_whose_document_vanished_is_listed_and_found_and_gets_it_back(small_app: App, noted: Path, how: str):
    content = noted.read_bytes()
    with small_app.session() as session:
        before = note_seen(session)
        # When the file is no more
        noted.unlink() if how == "deleted" else write(noted, b"")
        session.indexing.update()
        # Then the note is listed and found, but not under filters of what it was about
        assert [note.text for note in session.notes.every()] == ["かわせみが来た"]
        assert note_seen(session, kind="note") == (before[0], "", False, ())
        assert found(session, "かわせみ", star="yes") == found(session, "かわせみ", step="execute_measure") == []
    in_three_ways(small_app)
    with small_app.session() as session:
        # and when the file is back, the note is about it again
        write(noted, content)
        session.indexing.update()
        assert note_seen(session, star="yes") == before
    in_three_ways(small_app)


def test_what_is_done_to_a_document_that_is_gone_waits_for_it(small_app: App, noted: Path):
    content = noted.read_bytes()
    with small_app.session() as session:
        (document,) = found(session, WORD)
        noted.unlink()
        session.indexing.update()
        session.annotations.add_tags([document], ["出張"])
        session.annotations.set_status([document], Status.REJECTED)
        session.notes.save(session.notes.every()[0].id, "かわせみが帰った", "two")
        session.indexing.refresh()
    in_three_ways(small_app)
    with small_app.session() as session:
        session.indexing.update()
        write(noted, content)
        session.indexing.update()
        assert note_seen(session, tag="出張", status="rejected")[3] == ("視察候補", "出張")
    in_three_ways(small_app)


def test_a_note_stays_with_an_id_that_its_file_gives_up(small_app: App, own: Path):
    with small_app.session() as session:
        session.indexing.update()
        session.notes.add(OWN, "かわせみが来た")
        session.annotations.set_star([OWN], starred=True)
        session.indexing.refresh()
        # When the file takes another id
        write(own, GOOD.replace(OWN, "kosai-boots"))
        session.indexing.update()
        # Then the note is one of a document that is gone
        assert note_seen(session) == (OWN, "", False, ())
    in_three_ways(small_app)
    with small_app.session() as session:
        # and finds it again where another file states the id
        write(own.with_name("b.md"), GOOD)
        session.indexing.update()
        assert note_seen(session, star="yes")[1] == "かささぎ通知で傘の貸し出しを知らせる"
    in_three_ways(small_app)


def test_a_refresh_does_not_hide_from_an_update_that_a_file_has_changed(small_app: App, own: Path):
    with small_app.session() as session:
        session.indexing.update()
        # Given a file that takes another id, and something that is added to it before anybody looked
        write(own, GOOD.replace(OWN, "kosai-boots"))
        session.annotations.set_star([OWN], starred=True)
        assert session.indexing.refresh()
        # When files are looked at, then the change is seen
        summary = session.indexing.update()
        assert (summary.updated, found(session, WORD)) == (1, ["kosai-boots"])
    in_three_ways(small_app)


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_what_is_added_to_a_document_out_of_reach_is_found_once_it_is_there_again(
    small_app: App, noted: Path, ordinary_user: None, locked: str
):
    # Given a document that cannot be read for a while
    place = noted if locked == "file" else noted.parent
    mode = place.stat().st_mode
    with small_app.session() as session:
        (document,) = found(session, WORD)
        place.chmod(0)
        # When something is added to it, and the index is brought up to date
        session.annotations.add_tags([document], ["出張"])
        session.notes.save(session.notes.every()[0].id, "かわせみが帰った", "two")
        session.indexing.refresh()
        session.indexing.update()
        assert found(session, WORD) == [document]
        assert found(session, "かわせみ") != []
        # Then it is found as soon as the document can be read again, though its file has not changed
        place.chmod(mode)
        session.indexing.update()
        assert document in found(session, "出張")
        assert note_seen(session, tag="出張")[0] == document
        # and that was all there was to do
        assert not session.indexing.refresh()
    in_three_ways(small_app)


# ------------------------------------------------------------------------------------- the mark of the last change


@pytest.mark.parametrize("mark", [None, "1", "99999"])
@pytest.mark.parametrize("bring", ["refresh", "update"])
def test_a_mark_that_is_lost_old_or_wrong_costs_time_and_nothing_else(
    small_app: App, noted: Path, mark: str | None, bring: str
):
    # Given rows that were kept, and a program that died before the index, or its mark, was written
    with small_app.session() as session:
        session.notes.add(OWN, "あおさぎ")
        session.notes.delete(session.notes.every()[-1].id)
        session.annotations.add_tags(["bandai-dx-office"], ["出張"])
    (place,) = small_app.paths.index_dir.rglob("changes.txt")
    if mark is None:
        place.unlink()
    else:
        place.write_text(mark, encoding="utf-8")
    # When the next run comes, then the index is right
    with small_app.session() as session:
        getattr(session.indexing, bring)()
        session.indexing.update()
        assert found(session, "出張") == ["bandai-dx-office"]
        assert found(session, "かわせみ") == []
        assert not session.indexing.refresh()
    in_three_ways(small_app)


def test_an_earlier_database_that_is_put_back_is_what_is_found(small_app: App, own: Path):
    # Given a copy of the database, and things that are done after it, in the index too
    with small_app.session() as session:
        session.indexing.update()
        session.annotations.add_tags([OWN], ["出張"])
        session.indexing.refresh()
    copy = small_app.paths.database.read_bytes()
    with small_app.session() as session:
        session.notes.add(OWN, "かわせみ")
        session.annotations.add_tags([OWN], ["視察候補"])
        session.indexing.refresh()
        assert len(found(session, "かわせみ")) == 1
    # When the copy is put back
    small_app.paths.database.write_bytes(copy)
    # Then nothing of what came after it is found
    with small_app.session() as session:
        session.indexing.update()
        assert (found(session, "かわせみ"), found(session, "視察候補"), found(session, "出張")) == ([], [], [OWN])
    in_three_ways(small_app)


def test_a_run_that_is_stopped_takes_everything_over_the_next_time(small_app: App, own: Path):
    class StoppedError(Exception):
        pass

    def stop(_progress: object) -> None:
        raise StoppedError

    with small_app.session() as session:
        session.indexing.update()
        session.annotations.add_tags([OWN], ["視察候補"])
        for run in (session.indexing.refresh, session.indexing.update):
            with pytest.raises(StoppedError):
                run(stop)
            assert found(session, "視察候補") == []
        session.indexing.refresh()
        assert found(session, "視察候補") == [OWN]


def test_those_who_write_and_index_at_once_leave_a_right_index(small_app: App, own: Path):
    # Given several threads that write notes and tags, and bring the index up to date in their own ways
    with small_app.session() as session:
        session.indexing.update()
    start = threading.Barrier(3)

    def work(who: str) -> None:
        with small_app.session() as session:
            start.wait()
            for number in range(6):
                session.notes.add(OWN, f"かわせみ {who}{number}")
                session.annotations.add_tags([OWN, "bandai-dx-office"], [f"{who}{number}", "出張"])
                session.annotations.set_star([OWN], starred=bool(number % 2))
                if number % 2:
                    session.indexing.refresh()
                else:
                    session.indexing.update()

    # When they do
    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(work, who) for who in "甲乙丙"]
    # Then nobody was turned away, and once more makes it whole
    assert [task.exception() for task in tasks] == [None] * 3
    with small_app.session() as session:
        session.indexing.refresh()
        assert len(found(session, "かわせみ")) == 18
        assert all(
            len(found(session, tag=f"{who}{number}", kind="case")) == 2 for who in "甲乙丙" for number in range(6)
        )
    in_three_ways(small_app)
