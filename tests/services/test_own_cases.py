"""Own cases: written, changed without loss, kept beside other versions, copied, deleted and taken back."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.bootstrap import App
from kb_app.domain.case import Case, CaseMunicipality, Origin, Source
from kb_app.domain.library import Shelf
from kb_app.domain.outcome import ChangeKind, Outcome
from kb_app.domain.own_case import ChangedElsewhereError
from tests.case_files import GOOD, WITHOUT_ID, front, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap.session import Session
    from kb_app.domain.library import Document
    from kb_app.domain.own_case import OriginalChange, OwnCase
    from kb_app.services.own_cases import OwnCases

NEW = Case(id="", title="窓口の押印廃止", municipality=CaseMunicipality("湖西市", "222216"), body="## 取組\n\n廃止。\n")


@pytest.fixture
def session(small_app: App) -> Iterator[Session]:
    with small_app.session() as opened:
        yield opened


@pytest.fixture
def own(session: Session) -> OwnCases:
    return session.own_cases


@pytest.fixture
def folder(small_app: App) -> Path:
    return small_app.paths.own_cases_dir


def bundled_id(session: Session) -> str:
    return next(doc.case.id for doc in session.library.documents() if doc.shelf is Shelf.BUNDLED)


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder but what is in a wastebasket."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if not name.startswith(".trash/")}


# ----------------------------------------------------------------------------------------------- new ones


def test_a_blank_case_has_the_headings_and_can_be_written_with_a_title_alone(own: OwnCases, folder: Path):
    # Given the template
    blank = own.blank()
    assert "## 課題\n" in blank.body
    # When it is kept before anything but the title is known
    made = own.create(replace(blank, title="書きかけ"))
    # Then it is a file, and is read as what it is
    assert made.place == folder / "書きかけ.md"
    assert replace(made.case, id="") == replace(blank, title="書きかけ", taxonomy_version=made.case.taxonomy_version)
    assert re.fullmatch(r"own-[0-9a-f]{16}", made.case.id)


def test_a_new_case_is_found_under_its_id_and_in_the_index(session: Session, own: OwnCases):
    made = own.create(NEW)
    assert session.library.document(made.case.id).case == made.case
    session.indexing.update()
    assert own.open(made.case.id) == made


def test_a_case_without_a_title_gets_a_name(own: OwnCases):
    assert own.create(replace(NEW, title=" ")).case.title == "Untitled case"


def test_two_cases_of_a_title_are_two_files_with_two_ids(own: OwnCases, folder: Path):
    first, second = own.create(NEW), own.create(NEW)
    assert [path.name for path in (first.place, second.place)] == ["窓口の押印廃止.md", "窓口の押印廃止 (2).md"]
    assert first.case.id != second.case.id


@pytest.mark.parametrize(
    "title", ["CON", "末尾の点.", "あ" * 120, "a/b", "x" * 300, "<b>:|?", ".隠れ", "AI\U0001f916活用"]
)
def test_any_title_can_be_kept(own: OwnCases, folder: Path, title: str):
    made = own.create(replace(NEW, title=title))
    assert made.case.title == title
    assert made.place.parent == folder
    assert len(made.place.name.encode("utf-8")) <= 241


def test_what_a_form_gives_is_tidied(own: OwnCases):
    # Given texts with space around them, an empty tag, a number that was typed, and a municipality by its code
    typed = replace(
        NEW,
        title="  題 ",
        tags=("窓口", " "),
        municipality=CaseMunicipality(" 湖西市 ", "222216"),
        outcomes=(Outcome("時間", "分", "1,000", "600以上", source="s1"),),
        sources=(Source("s1", "広報 "),),
    )
    # When that is kept, then it reads back as what is meant
    made = own.create(typed).case
    assert (made.title, made.tags, made.outcomes[0].before, made.outcomes[0].after) == (
        "題",
        ("窓口",),
        1000,
        "600以上",
    )
    assert made.municipality.prefecture == "静岡県"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("second", "named"),
    [
        (Source("s2", "議事録", url="javascript:alert(1)"), "Sources, row 2: Address (URL)"),
        (Source("s1", "議事録"), "Sources, row 2"),
    ],
    ids=["a value", "a whole row"],
)
def test_what_no_file_can_hold_is_named_as_in_the_form_with_its_row(
    own: OwnCases, folder: Path, second: Source, named: str
):
    with pytest.raises(KbError) as refused:
        own.create(replace(NEW, sources=(Source("s1", "広報"), second)))
    assert refused.value.cause == f"a case file cannot hold what stands in: {named}"
    assert not list(folder.glob("*.md"))


def test_a_text_that_is_too_long_is_refused_before_anything_is_written(own: OwnCases, folder: Path):
    with pytest.raises(KbError, match="5"):
        own.create(replace(NEW, body="あ" * 2_000_000))
    assert files(folder) == {}


# ------------------------------------------------------------------------------------------------- saving


def test_only_what_was_changed_is_written(own: OwnCases, folder: Path):
    # Given a file by another program with fields of its own, comments and an order of its own
    text = front(
        "# 覚え書き",
        "zeta: 1_000 # 不明",
        "title:   '題'",
        "day: 2020-8-7",
        "municipality: {name: 湖西市, mayor: 山田}",
        "sources:",
        "  - {id: s1, title: 広報, page_count: 012}",
        "  # 二つ目",
        "  - id: s2",
        "    title: 議事録",
        "    mine: yes",
        "id: own-a",
    )
    place = write(folder / "a.md", text)
    opened = own.open("own-a")
    # When the title and one source are changed and another one is added
    sources = (opened.case.sources[0], replace(opened.case.sources[1], publisher="湖西市"), Source("s3", "聞き取り"))
    saved = own.save(opened, replace(opened.case, title="新しい題", sources=sources))
    # Then all else is as it was
    written = place.read_text(encoding="utf-8")
    for kept in (
        "# 覚え書き\n",
        "zeta: 1_000 # 不明\n",
        "day: 2020-8-7\n",
        "mayor: 山田",
        "page_count: 012",
        "# 二つ目",
        "mine: yes",
    ):
        assert kept in written
    assert written.index("zeta") < written.index("title") < written.index("id: own-a")
    assert saved.case.title == "新しい題"
    assert saved.case.sources == sources
    assert own.open("own-a") == saved


def test_the_body_alone_leaves_the_fields_as_they_are_to_the_byte(own: OwnCases, folder: Path):
    text = front("id:    own-a", "title: [", body="本文\n").replace("title: [", "title:  題 #a")
    place = write(folder / "a.md", text)
    opened = own.open("own-a")
    own.save(opened, replace(opened.case, body="新しい本文\n"))
    assert place.read_text(encoding="utf-8") == text.replace("本文", "新しい本文")


def test_nothing_changed_writes_nothing(own: OwnCases, folder: Path):
    place = write(folder / "a.md", GOOD)
    os.utime(place, ns=(700, 700))
    opened = own.open("kosai-umbrella")
    assert own.save(opened, replace(opened.case, title=" " + opened.case.title)) == opened
    assert place.stat().st_mtime_ns == 700


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(own: OwnCases, folder: Path, mark: bytes):
    # Given a file that Notepad wrote
    place = write(folder / "a.md", mark + GOOD.replace("\n", "\r\n").encode("utf-8"))
    opened = own.open("kosai-umbrella")
    # When a form, which knows LF only, gives another body and title
    body = opened.case.body.replace("\r\n", "\n") + "二行目\n"
    saved = own.save(opened, replace(opened.case, title="傘", body=body))
    # Then every line ends as before
    data = place.read_bytes()
    assert data.startswith(mark + b"---\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert saved.case.body.endswith("送る。\r\n二行目\r\n")
    assert saved.stamp.has_mark is bool(mark)


def test_a_file_without_fields_keeps_none_until_one_is_changed(own: OwnCases, session: Session, folder: Path):
    place = write(folder / "覚え書き.md", "# 見出し\n\n本文\n")
    document = next(doc for doc in session.library.documents() if doc.path == "覚え書き.md")
    opened = own.open(document.case.id)
    # When the text is changed, then there are no fields; the title follows the heading
    saved = own.save(opened, replace(opened.case, body="# 別の見出し\n\n本文2\n"))
    assert place.read_text(encoding="utf-8") == "# 別の見出し\n\n本文2\n"
    assert saved.case.title == "別の見出し"
    # When a field is changed, then they stand before the text, without an id, and the id stays the database's
    tagged = own.save(saved, replace(saved.case, tags=("窓口",)))
    assert place.read_text(encoding="utf-8").endswith("---\n# 別の見出し\n\n本文2\n")
    assert "id:" not in place.read_text(encoding="utf-8")
    assert tagged.case.tags == ("窓口",)
    assert session.library.document(document.case.id).case == tagged.case


def test_an_id_is_never_written_into_a_file_that_has_none(own: OwnCases, session: Session, folder: Path):
    place = write(folder / "a.md", WITHOUT_ID)
    known = next(doc.case.id for doc in session.library.documents() if doc.path == "a.md")
    opened = own.open(known)
    own.save(opened, replace(opened.case, title="別の題"))
    assert place.read_text(encoding="utf-8") == WITHOUT_ID.replace("かささぎ通知で傘の貸し出しを知らせる", "別の題", 1)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_what_a_change_is_counted_in_is_kept_also_without_a_change(own: OwnCases, kind: ChangeKind):
    # Given an effect with before, after and the kind of a change, but no change
    effect = Outcome("待ち時間", "分", before=35, after=12, change_kind=kind)
    # When it is saved as a new case, and its file is read and saved again
    made = own.create(replace(NEW, outcomes=(effect,)))
    again = own.save(own.open(made.case.id), replace(made.case, outcomes=(replace(effect, after=10),)))
    # Then nothing of it is lost
    assert made.case.outcomes == (effect,)
    assert own.open(again.case.id).case.outcomes == (replace(effect, after=10),)


def test_a_cp932_file_stays_one_while_its_characters_allow(own: OwnCases, folder: Path, small_app: App):
    # Given a file of an old editor
    place = write(folder / "a.md", GOOD.encode("cp932"))
    opened = own.open("kosai-umbrella")
    saved = own.save(opened, replace(opened.case, title="①の題"))
    assert "①の題" in place.read_bytes().decode("cp932")
    # When a character comes in that it cannot hold
    before = place.read_bytes()
    own.save(saved, replace(saved.case, title="🗾の題"))
    # Then the file is UTF-8, and the old one lies in the wastebasket
    assert "🗾の題" in place.read_bytes().decode("utf-8")
    assert [path.read_bytes() for path in (folder / ".trash").rglob("a.md")] == [before]


@pytest.mark.parametrize(
    "fields",
    [
        "title: [\n",
        "title: 題\ntitle: 題2\n",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [" + f"*{a}," * 9 + "]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
    ],
    ids=["no YAML", "a key twice", "bomb of aliases"],
)
def test_fields_that_cannot_be_read_are_not_written_over(own: OwnCases, session: Session, folder: Path, fields: str):
    place = write(folder / "a.md", f"---\n{fields}---\n本文\n")
    before = place.read_bytes()
    known = next(doc.case.id for doc in session.library.documents() if doc.path == "a.md")
    opened = own.open(known)
    with pytest.raises(KbError, match="front matter"):
        own.save(opened, replace(opened.case, title="新しい題", tags=("窓口",)))
    assert place.read_bytes() == before


def test_a_bundled_case_is_not_opened_for_writing(own: OwnCases, session: Session):
    with pytest.raises(KbError, match="copy"):
        own.open(bundled_id(session))


# --------------------------------------------------------------------------------- changed by another program


def test_a_file_that_was_changed_meanwhile_is_never_overwritten(own: OwnCases, session: Session, folder: Path):
    # Given a case that is open here and was changed in an editor
    place = write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")
    theirs = GOOD.replace("雨", "雪")
    write(place, theirs)
    ours = replace(opened.case, title="こちらの題")
    # When it is saved, then that is refused with both versions
    with pytest.raises(ChangedElsewhereError) as refused:
        own.save(opened, ours)
    assert refused.value.opened == opened
    assert refused.value.ours == ours
    assert refused.value.theirs is not None
    assert refused.value.theirs.text == theirs
    assert place.read_text(encoding="utf-8") == theirs
    # When both are kept, then ours is a file of its own with an id of its own
    kept = own.keep_both(opened, ours)
    assert re.fullmatch(r"a \(version of this window [0-9-]{10}\)\.md", kept.place.name)
    assert kept.case == replace(ours, id=kept.case.id)
    assert kept.case.id != "kosai-umbrella"
    assert place.read_text(encoding="utf-8") == theirs
    # and what was compared with can be saved on
    assert own.save(refused.value.theirs, ours).case == replace(
        ours, body=refused.value.theirs.case.body.replace("雪", "雨")
    )


def test_a_change_in_the_last_moment_is_seen_too(own: OwnCases, folder: Path, monkeypatch: pytest.MonkeyPatch):
    from kb_app.storage.own_cases import files as writing

    place = write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")
    # Given an editor that saves while our version is being written beside the file
    monkeypatch.setattr(writing, "remove_leftovers", lambda _folder: write(place, "theirs"))
    with pytest.raises(ChangedElsewhereError):
        own.save(opened, replace(opened.case, title="題"))
    assert files(folder) == {"a.md": b"theirs"}


def test_a_file_that_was_deleted_meanwhile_can_be_put_back(own: OwnCases, folder: Path):
    place = write(folder / "a.md", GOOD)
    write(folder / "b.md", WITHOUT_ID)
    opened = own.open("kosai-umbrella")
    place.unlink()
    ours = replace(opened.case, title="題")
    with pytest.raises(ChangedElsewhereError) as refused:
        own.save(opened, ours)
    assert refused.value.theirs is None
    assert own.keep_both(opened, ours).case == ours
    assert place.exists()


def test_what_is_no_text_any_more_is_shown_as_far_as_it_can_be_read(own: OwnCases, folder: Path):
    place = write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")
    write(place, b"\xff\x80\x00binary")
    with pytest.raises(ChangedElsewhereError) as refused:
        own.save(opened, replace(opened.case, title="題"))
    assert refused.value.theirs is not None
    assert "binary" in refused.value.theirs.text


# ------------------------------------------------------------------------------------------- what is refused


def test_a_window_that_only_reads_changes_nothing(small_app: App, session: Session, folder: Path):
    write(folder / "a.md", GOOD)
    with small_app.for_reading().session() as reading:
        own = reading.own_cases
        opened = own.open("kosai-umbrella")
        for work in (
            lambda: own.create(NEW),
            lambda: own.save(opened, NEW),
            lambda: own.keep_both(opened, NEW),
            lambda: own.copy_of(bundled_id(reading)),
            lambda: own.attach(opened, "a.png", b""),
            lambda: own.delete("kosai-umbrella"),
        ):
            with pytest.raises(KbError, match="only reads"):
                work()
    assert files(folder) == {"a.md": GOOD.encode("utf-8")}


def test_a_folder_without_rights_is_said(own: OwnCases, folder: Path, lock_away: Callable[[Path], None]):
    write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")
    lock_away(folder)
    with pytest.raises(KbError, match="no right"):
        own.create(NEW)
    with pytest.raises(KbError, match="no right"):
        own.save(opened, replace(opened.case, title="題"))


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are tried by the build there")
@pytest.mark.usefixtures("ordinary_user")
def test_a_protected_file_or_folder_is_left_alone(own: OwnCases, folder: Path):
    place = write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")
    place.chmod(0o444)
    with pytest.raises(KbError, match="no right"):
        own.save(opened, replace(opened.case, title="題"))
    place.chmod(0o644)
    folder.chmod(0o555)
    for work in (
        lambda: own.create(NEW),
        lambda: own.delete("kosai-umbrella"),
        lambda: own.attach(opened, "a.png", b""),
    ):
        with pytest.raises(KbError, match="no right"):
            work()
    folder.chmod(0o755)
    assert files(folder) == {"a.md": GOOD.encode("utf-8")}


@pytest.mark.parametrize("number", [16, 28, 5])
def test_a_disk_that_fails_leaves_the_old_file(
    own: OwnCases, folder: Path, number: int, monkeypatch: pytest.MonkeyPatch
):
    write(folder / "a.md", GOOD)
    opened = own.open("kosai-umbrella")

    def fail(*_args: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    for work in (lambda: own.save(opened, replace(opened.case, title="題")), lambda: own.create(NEW)):
        with pytest.raises(KbError, match=r"another program|full|disk"):
            work()
    assert files(folder) == {"a.md": GOOD.encode("utf-8")}


# ------------------------------------------------------------------------------------------ deleted and taken back


def test_attaching_sweeps_what_a_killed_process_left_beside_any_case(own: OwnCases, folder: Path):
    # GIVEN half written files of long ago, beside what is attached to one case and in a folder of cases
    made = own.attach(own.create(NEW), "写真.png", b"picture")
    left = made.place.with_suffix(".files") / ".写真 (2).png.abcd1234.tmp"
    left.write_bytes(b"half")
    below = write(folder / "課" / ".事例.md.abcd1234.tmp", b"half")
    for half in (left, below):
        os.utime(half, (0, 0))
    # WHEN a file is attached to another one THEN both are gone, and what is whole stays
    own.attach(own.create(NEW), "様式.xlsx", b"form")
    assert not left.exists()
    assert not below.exists()
    assert (left.parent / "写真.png").read_bytes() == b"picture"


def test_a_deleted_case_comes_back_with_what_is_attached(own: OwnCases, session: Session, folder: Path):
    made = own.attach(own.create(NEW), "写真.PNG", b"picture")
    before = files(folder)
    # When it is deleted
    deleted = own.delete(made.case.id)
    # Then nothing of it is there but in the wastebasket
    assert files(folder) == {}
    assert own.deleted() == (deleted,)
    assert deleted.title == NEW.title
    with pytest.raises(KbError):
        own.open(made.case.id)
    # When it is taken back, then all is as before
    assert own.take_back(deleted) == made
    assert files(folder) == before
    assert own.deleted() == ()
    with pytest.raises(KbError, match="wastebasket"):
        own.take_back(deleted)


def test_a_case_comes_back_beside_another_one_of_its_name_and_finds_its_files(own: OwnCases, folder: Path):
    made = own.attach(own.create(NEW), "写真.png", b"picture")
    deleted = own.delete(made.case.id)
    other = own.attach(own.create(NEW), "写真.png", b"other")
    back = own.take_back(deleted)
    assert back.place.name == "窓口の押印廃止 (2).md"
    assert (folder / back.case.images[0].location).read_bytes() == b"picture"
    assert (folder / other.case.images[0].location).read_bytes() == b"other"


def test_a_case_that_comes_back_beside_its_successor_keeps_id_and_notes(own: OwnCases, session: Session):
    # Given a case with a note that was deleted, and another one in its place
    made = own.create(NEW)
    session.notes.add(made.case.id, "メモ")
    session.indexing.update()
    deleted = own.delete(made.case.id)
    other = own.create(NEW)
    # When it is taken back before anything was indexed
    own.take_back(deleted)
    session.indexing.update()
    # Then both are found under their own ids
    ids = {document.path: document.case.id for document in session.library.documents()}
    assert ids["窓口の押印廃止 (2).md"] == made.case.id
    assert ids["窓口の押印廃止.md"] == other.case.id
    assert session.library.document(made.case.id).path == "窓口の押印廃止 (2).md"


def test_the_wastebasket_takes_what_it_finds(own: OwnCases, folder: Path):
    # Given entries that somebody damaged, and one that a killed process left
    first = own.delete(own.create(NEW).case.id)
    (folder / ".trash" / first.key / "entry.json").write_text("{", encoding="utf-8")
    (folder / ".trash" / "left").mkdir()
    write(folder / ".trash" / "note.txt", "x")
    (found,) = own.deleted()
    assert (found.key, found.title) == (first.key, "窓口の押印廃止")
    assert own.take_back(found).case.title == NEW.title


def test_a_case_without_an_id_is_the_same_one_when_it_is_back(own: OwnCases, session: Session, folder: Path):
    write(folder / "税務" / "a.md", WITHOUT_ID)
    known = next(doc.case.id for doc in session.library.documents() if doc.path == "税務/a.md")
    deleted = own.delete(known)
    assert own.take_back(deleted).case.id == known
    assert session.library.document(known).path == "税務/a.md"


# ----------------------------------------------------------------------------------------------- attached files


def test_pictures_are_listed_and_other_files_lie_beside(own: OwnCases, folder: Path):
    made = own.create(NEW)
    made = own.attach(made, "C:\\写真\\窓口.JPG", b"1")
    made = own.attach(made, "窓口.jpg", b"2")
    made = own.attach(made, "様式 1.xlsx", b"3")
    made = own.attach(made, "CON", b"4")
    assert [medium.location for medium in made.case.images] == [
        "窓口の押印廃止.files/窓口.jpg",
        "窓口の押印廃止.files/窓口 (2).jpg",
    ]
    assert own.attachments(made) == tuple(
        f"窓口の押印廃止.files/{name}" for name in ("_CON", "様式 1.xlsx", "窓口 (2).jpg", "窓口.jpg")
    )
    assert (folder / made.case.images[1].location).read_bytes() == b"2"


def test_a_file_that_is_too_large_is_refused(own: OwnCases, folder: Path):
    made = own.create(NEW)
    with pytest.raises(KbError, match="20"):
        own.attach(made, "a.png", bytes(20_000_001))
    assert own.attachments(made) == ()


def test_a_picture_that_the_case_cannot_be_told_of_is_not_left_behind(own: OwnCases, folder: Path):
    made = own.create(NEW)
    write(made.place, GOOD)
    with pytest.raises(ChangedElsewhereError):
        own.attach(made, "a.png", b"1")
    assert own.attachments(made) == ()


# -------------------------------------------------------------------------------------------------- local copies


@pytest.fixture
def original(session: Session) -> Document:
    return session.library.document(bundled_id(session))


def changed(own: OwnCases, copy: OwnCase) -> OriginalChange | None:
    found = own.original_of(copy.case)
    assert found is not None
    return found.change


def on_page(app: App, copy: OwnCase) -> bool:
    """Whether the page of a copy says that its original has changed."""
    with app.session() as session:
        return session.library.page(copy.case.id).is_original_changed


def test_a_page_says_nothing_of_an_original_whose_version_somebody_wrote_by_hand(
    own: OwnCases, original: Document, small_app: App
):
    made = own.create(replace(NEW, derived_from=Origin(original.case.id, "2026-11-23")))
    assert not on_page(small_app, made)


def test_a_copy_is_written_when_it_is_created_and_not_before(own: OwnCases, folder: Path, original: Document):
    draft = own.copy_of(original.case.id)
    assert draft.derived_from is not None
    assert draft == replace(original.case, id="", derived_from=draft.derived_from)
    assert draft.derived_from.id == original.case.id
    assert not folder.exists() or list(folder.rglob("*")) == []
    first, second = own.create(draft), own.create(draft)
    assert {first.case.id, second.case.id}.isdisjoint({"", original.case.id})
    assert first.case.id != second.case.id


def test_a_local_copy_says_where_it_is_from_and_tells_when_that_changes(
    small_app: App, own: OwnCases, original: Document
):
    # Given a bundled case with a copy that was changed
    copy = own.create(replace(own.copy_of(original.case.id), title="わたしたちの題"))
    assert changed(own, copy) is None
    assert not on_page(small_app, copy)
    # When the library brings another text
    place = small_app.paths.library_dir / original.path
    then = place.read_text(encoding="utf-8")
    write(place, then + "\n更新された段落。\n")
    # Then both are there to be compared
    change = changed(own, copy)
    assert change is not None
    assert change.then is not None
    assert change.now is not None
    assert replace(change.then, id="") == replace(original.case, id="")
    assert change.now.body == original.case.body + "\n更新された段落。\n"
    assert on_page(small_app, copy)
    # and when it was seen, it is not told again
    seen = own.accept_original(copy)
    assert changed(own, seen) is None
    assert not on_page(small_app, seen)
    assert seen.case.title == "わたしたちの題"
    # When the original is no more, then that is told, with the case as it was
    place.unlink()
    gone = own.original_of(seen.case)
    assert gone is not None
    assert gone.now is None
    assert gone.title == original.case.title
    assert gone.change is not None
    assert gone.change.then is not None
    assert gone.change.then.body.endswith("更新された段落。\n")


def test_another_form_of_the_same_file_is_no_change(small_app: App, own: OwnCases, original: Document):
    # Given a copy of a bundled case
    copy = own.create(own.copy_of(original.case.id))
    place = small_app.paths.library_dir / original.path
    text = place.read_text(encoding="utf-8")
    # When the library brings the same with other line ends, a comment, its title last and empty lines at the end
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    front, body = text.replace(f"{title}\n", "", 1).split("\n---\n", 1)
    other = f"{front}\n# 並べ替え\n{title}\n---\n{body}\n\n"
    place.write_bytes(other.replace("\n", "\r\n").encode("utf-8"))
    assert place.read_bytes() != text.encode("utf-8")
    # Then nothing is told
    assert changed(own, copy) is None
    # When only its title is another, Then that is told
    write(place, other.replace(title, "title: 別の題"))
    assert changed(own, copy) is not None


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_copy_of_a_text_that_is_no_more_keeps_that_text(
    small_app: App, own: OwnCases, original: Document, is_gone: bool
):
    # Given a copy that was being written when the library brought another text, or that case no more
    place = small_app.paths.library_dir / original.path
    write(place, place.read_text(encoding="utf-8").replace("---\n", "---\nx_note: 覚え\n", 1))
    draft = own.copy_of(original.case.id)
    write(place, place.read_text(encoding="utf-8") + "\n更新された段落。\n")
    if is_gone:
        place.unlink()
    # When it is saved by a session that was opened since
    with small_app.session() as later:
        unsaved = later.own_cases.original_of(draft)
        made = later.own_cases.create(draft)
    # Then it holds what was written, and the original can be compared with what it was
    assert made.case.body == original.case.body
    assert "x_note: 覚え" in made.text
    change = changed(own, made)
    assert change is not None
    assert unsaved is not None
    assert unsaved.change == change
    assert change.then is not None
    assert replace(change.then, id="") == replace(original.case, id="")
    assert (change.now is None) == is_gone
    # And nothing is left beside what is being written
    assert [one for one in small_app.paths.unfinished_dir.rglob("*") if one.is_file()] == []


def test_texts_of_copies_that_were_never_saved_are_not_kept_for_ever(
    small_app: App, own: OwnCases, original: Document, session: Session
):
    # Given a copy of half a year ago that was never saved, and one of today
    own.copy_of(original.case.id)
    (kept,) = small_app.paths.unfinished_dir.rglob("*.md")
    os.utime(kept, (0, 0))
    other = next(one.case.id for one in session.library.documents() if one.case.id != original.case.id)
    # When another case is copied, Then only the text of that is kept
    own.copy_of(other)
    assert [place.name.startswith(other) for place in small_app.paths.unfinished_dir.rglob("*.md")] == [True]


def test_a_draft_whose_original_nobody_has_any_more_is_created_all_the_same(
    small_app: App, own: OwnCases, original: Document
):
    # Given a draft of a version that was never kept here, as one of another computer
    draft = replace(own.copy_of(original.case.id), derived_from=Origin(original.case.id, "0" * 16))
    # When it is saved, Then it holds what was written, and that the original is another by now
    made = own.create(draft)
    assert made.case.body == original.case.body
    change = changed(own, made)
    assert change is not None
    assert change.then is None


def test_what_the_bundled_file_holds_beyond_a_case_stays_in_its_copy(small_app: App, own: OwnCases, original: Document):
    place = small_app.paths.library_dir / original.path
    write(place, place.read_text(encoding="utf-8").replace("---\n", "---\nx_note: 覚え\n", 1))
    copy = own.create(replace(own.copy_of(original.case.id), subtitle="変えた"))
    assert "x_note: 覚え" in copy.text


def test_the_original_of_a_copy_can_be_an_own_case(own: OwnCases):
    made = own.create(NEW)
    found = own.original_of(replace(NEW, derived_from=Origin(made.case.id)))
    assert found is not None
    assert (found.title, found.is_bundled, found.now, found.change) == (made.case.title, False, made.case, None)


def test_what_is_no_copy_has_no_original(own: OwnCases):
    made = own.create(NEW)
    assert own.original_of(made.case) is None
    assert own.accept_original(made) == made
    with pytest.raises(KbError, match="own already"):
        own.copy_of(made.case.id)


def test_every_bundled_case_can_be_copied(app: App):
    with app.session() as session:
        for document in session.library.documents():
            copy = session.own_cases.create(session.own_cases.copy_of(document.case.id))
            assert replace(copy.case, id="", derived_from=None) == replace(document.case, id="")


# ------------------------------------------------------------------------------------------------- a named folder


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def at_share(small_app: App, share: Path) -> App:
    return App(small_app.paths, replace(small_app.settings, own_cases_folder=str(share)), small_app.taxonomy)


def test_cases_are_written_to_the_folder_that_the_settings_name(at_share: App, share: Path):
    share.chmod(0o775)
    with at_share.session() as session:
        made = session.own_cases.create(NEW)
    assert made.place == share / "窓口の押印廃止.md"
    assert not (at_share.paths.data_dir / "cases").exists()
    # and colleagues who may look into the folder can read it
    assert sys.platform == "win32" or made.place.stat().st_mode & 0o777 == 0o664


@pytest.mark.parametrize("is_left", [True, False], ids=["an empty mount point", "no folder"])
def test_a_share_that_vanished_is_not_read_as_deleted(at_share: App, share: Path, is_left: bool):
    # Given cases on a share, found and with a note
    with at_share.session() as session:
        made = session.own_cases.create(NEW)
        session.notes.add(made.case.id, "メモ")
        count = session.indexing.update().documents
        # When the share goes away
        away = share.rename(share.with_name("away"))
        if is_left:
            share.mkdir()
        summary = session.indexing.update()
        # Then nothing is taken for deleted, and a sentence says so
        assert (summary.documents, summary.removed) == (count, 0)
        assert "out of reach" in summary.reports[0].problems[0].message
        # and what is open is not taken for deleted either
        for work in (
            lambda: session.own_cases.save(made, replace(made.case, title="題")),
            lambda: session.own_cases.delete(made.case.id),
            lambda: session.own_cases.keep_both(made, made.case),
        ):
            with pytest.raises(KbError) as refused:
                work()
            assert not isinstance(refused.value, ChangedElsewhereError)
        assert not is_left or not list(share.iterdir())
        # When it is back, then all is as before
        if is_left:
            share.rmdir()
        away.rename(share)
        assert session.indexing.update().reports == ()
        assert session.own_cases.save(made, replace(made.case, title="題")).case.title == "題"
        assert len(session.notes.of_document(made.case.id)) == 1


def test_nothing_is_made_where_a_named_folder_should_be(at_share: App, share: Path):
    shutil.rmtree(share)
    with at_share.session() as session, pytest.raises(KbError, match="out of reach"):
        session.own_cases.create(NEW)
    assert not share.exists()
