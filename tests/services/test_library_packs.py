"""Packs are taken in as a whole or not at all; what they change is shown, and what staff added stays."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.base.file_lock import FileLock
from kb_app.domain.annotation import Status
from kb_app.domain.content_pack import Consent, ConsentNeededError, Lack, Standing
from kb_app.domain.differences import RowKind
from kb_app.domain.library_changes import CaseNews
from kb_app.domain.query import FilterAxis, Query
from kb_app.formats.library_pack import signing
from kb_app.services.library_packs import LibraryPacks
from kb_app.storage import library_room
from kb_app.storage.library_signers import LibrarySigners
from tests.packs import FINGERPRINT, KEY, NEWER, SIGNER, cases_of, changed_cases, pack_bytes

if TYPE_CHECKING:
    from kb_app.bootstrap import App

YES = Consent(FINGERPRINT)
GONE, CHANGED = "aizuwakamatsu-city-os-portal", "bandai-dx-office"


@pytest.fixture
def pack(small_app: App, tmp_path: Path) -> Path:
    """A newer pack, with one case more, one changed and one less."""
    file = tmp_path / "newer.dxpack"
    file.write_bytes(pack_bytes(changed_cases(small_app.paths.library_dir)))
    return file


def state(app: App) -> dict[str, bytes]:
    """What of the room of packs says which library is shown, and what is in that."""
    room = app.paths.library_room
    pointer = {"current": (room / "current.json").read_bytes()} if (room / "current.json").exists() else {}
    app.reread_library()
    return {**pointer, **cases_of(app.library.folder)}


def titles(app: App) -> set[str]:
    """The ids that a search lists."""
    with app.session() as session:
        session.indexing.update()
        return {hit.id for hit in session.searching.search(Query()).hits}


def test_looking_changes_nothing_and_says_everything(small_app: App, pack: Path) -> None:
    # Given a pack of somebody that nobody here knows
    before = state(small_app)
    # When it is looked at
    offer = small_app.packs().look(pack)
    # Then its edition, its signer and what it would change are told
    assert (offer.edition.text, offer.present.text, offer.is_older) == (NEWER, "", False)
    assert (offer.signer.name, offer.signer.fingerprint, offer.signer.standing) == (
        SIGNER,
        FINGERPRINT,
        Standing.UNKNOWN,
    )
    assert (offer.counts.new, offer.counts.changed, offer.counts.removed) == (1, 1, 1)
    assert state(small_app) == before


def test_a_pack_takes_the_place_of_the_bundled_cases(small_app: App, pack: Path) -> None:
    # Given a library that is indexed
    assert GONE in titles(small_app)
    # When a pack is taken in
    small_app.packs().apply(pack, YES)
    # Then the program goes on with what it read until sessions are opened anew
    assert small_app.library_moved()
    assert GONE in titles(small_app)
    assert small_app.reread_library()
    assert not small_app.library_moved()
    found = titles(small_app)
    assert GONE not in found
    assert "brand-new" in found
    # and so does the next start
    assert small_app.for_reading().library.edition.text == NEWER
    assert small_app.packs().state().signer is not None
    assert small_app.packs().damage() == ""


def test_an_unknown_signer_is_refused_and_named(small_app: App, pack: Path) -> None:
    before = state(small_app)
    for consent in (Consent(), Consent("0" * 32), Consent(remember=True)):
        with pytest.raises(KbError) as refused:
            small_app.packs().apply(pack, consent)
        assert SIGNER in str(refused.value)
        assert FINGERPRINT in str(refused.value)
    assert state(small_app) == before


def test_an_accepted_signer_is_known_the_next_time_if_that_was_wanted(small_app: App, pack: Path) -> None:
    packs = small_app.packs()
    packs.apply(pack, YES)
    assert packs.look(pack).signer.standing is Standing.UNKNOWN
    packs.apply(pack, Consent(FINGERPRINT, remember=True))
    assert packs.look(pack).signer.standing is Standing.ACCEPTED
    packs.apply(pack, Consent())
    # and one who signs with another key in the same name, however it is spelled, is not: that is an alarm
    for name in (SIGNER, SIGNER.replace("の", " の "), f"{SIGNER}\ufe0f", f"\u115f{SIGNER}", f"{SIGNER}."):
        pack.write_bytes(pack_bytes(cases_of(small_app.paths.library_dir), key=bytes(32), name=name))
        signer = packs.look(pack).signer
        assert (signer.standing, signer.namesakes) == (Standing.UNKNOWN, (FINGERPRINT,))
        for consent in (Consent(), Consent(FINGERPRINT)):
            with pytest.raises(ConsentNeededError) as refused:
                packs.apply(pack, consent)
            assert FINGERPRINT in refused.value.cause
            assert signer.fingerprint in refused.value.cause
    # and one of another name is no alarm
    pack.write_bytes(pack_bytes(cases_of(small_app.paths.library_dir), key=bytes(32), name="ほかの市"))
    assert packs.look(pack).signer.namesakes == ()


def test_names_of_marks_alone_are_not_alike(small_app: App, pack: Path) -> None:
    packs, cases = small_app.packs(), cases_of(small_app.paths.library_dir)
    pack.write_bytes(pack_bytes(cases, name="★"))
    packs.apply(pack, Consent(FINGERPRINT, remember=True))
    pack.write_bytes(pack_bytes(cases, key=bytes(32), name="●"))
    assert packs.look(pack).signer.namesakes == ()
    pack.write_bytes(pack_bytes(cases, key=bytes(32), name="★"))
    assert packs.look(pack).signer.namesakes == (FINGERPRINT,)


def test_the_word_that_is_missing_is_named(small_app: App, pack: Path, tmp_path: Path) -> None:
    # Given a pack of an unknown signer that is older than the one in use
    packs = small_app.packs()
    packs.apply(pack, YES)
    pack.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir), "2029.1"))
    offer = packs.look(pack)
    # When not everything was agreed to, then what is missing is told, all at once
    for consent, lacks in (
        (Consent(), (Lack.SIGNER, Lack.OLDER)),
        (Consent("0" * 32, older=True), (Lack.FINGERPRINT,)),
        (Consent(FINGERPRINT), (Lack.OLDER,)),
    ):
        with pytest.raises(ConsentNeededError) as refused:
            packs.apply(pack, consent)
        told = packs.lacks(offer, consent)
        assert told is not None
        assert refused.value.lacks == told.lacks == lacks
        assert str(refused.value) == str(told)
    assert packs.lacks(offer, Consent(FINGERPRINT, older=True)) is None


def test_an_accepted_signer_can_be_forgotten(small_app: App, pack: Path) -> None:
    # Given a signer who was accepted for good
    packs = small_app.packs()
    packs.apply(pack, Consent(FINGERPRINT, remember=True))
    assert [(one.name, one.standing) for one in packs.signers()] == [(SIGNER, Standing.ACCEPTED)]
    # When nobody has the fingerprint that is to be forgotten, then that is said and everybody stays
    with pytest.raises(KbError):
        packs.forget("0" * 32)
    assert packs.signers()
    # When it is forgotten, however its digits are grouped, then it is asked about again and its cases stay
    assert packs.forget(FINGERPRINT.replace(" ", "").upper()).name == SIGNER
    assert packs.signers() == ()
    assert packs.look(pack).signer.standing is Standing.UNKNOWN
    assert packs.in_use().edition.text == NEWER
    # and a window that only reads forgets nobody
    with pytest.raises(KbError):
        small_app.for_reading().packs().forget(FINGERPRINT)


@pytest.mark.parametrize("content", [b"{", b"1", b'[{"key": "!", "name": "x"}]', b"\xff"])
def test_that_the_accepted_signers_cannot_be_read_is_said_and_accepts_nobody(
    small_app: App, pack: Path, content: bytes
) -> None:
    packs = small_app.packs()
    packs.apply(pack, Consent(FINGERPRINT, remember=True))
    (small_app.paths.library_room / "signers.json").write_bytes(content)
    with pytest.raises(KbError):
        packs.signers()
    with pytest.raises(KbError):
        packs.forget(FINGERPRINT)
    assert packs.look(pack).signer.standing is Standing.UNKNOWN
    packs.apply(pack, Consent(FINGERPRINT, remember=True))
    assert [one.fingerprint for one in packs.signers()] == [FINGERPRINT]


@pytest.mark.usefixtures("english")
def test_the_key_of_the_program_cannot_be_forgotten(small_app: App, tmp_path: Path) -> None:
    paths = dataclasses.replace(small_app.paths, resources_dir=tmp_path)
    paths.signers_dir.mkdir()
    key = signing.PublicKey(signing.public_half(KEY), "発行者")
    (paths.signers_dir / "publisher.pub").write_text(signing.public_text(key), encoding="utf-8")
    packs = LibraryPacks(paths, small_app._vocabulary)
    with pytest.raises(KbError, match="its key came with the program"):
        packs.forget(FINGERPRINT)
    assert [one.standing for one in packs.signers()] == [Standing.PUBLISHER]


def test_files_of_a_pack_that_have_to_be_mended_are_named(small_app: App, pack: Path) -> None:
    # Given a pack, properly signed, with a file that nobody can read and one that is no case
    cases = cases_of(small_app.paths.bundled_dir)
    pack.write_bytes(pack_bytes(cases | {"garbage.md": b"\x81\x00\xff", "README.md": "案内\n".encode()}))
    # When it is looked at and taken in, then both are named, and the other cases are there
    assert [report.path for report in small_app.packs().look(pack).faulty] == ["README.md", "garbage.md"]
    assert len(small_app.packs().apply(pack, YES).faulty) == 2
    small_app.reread_library()
    assert GONE in titles(small_app)


@pytest.mark.usefixtures("english")
def test_a_pack_with_two_cases_of_one_id_is_refused(small_app: App, pack: Path) -> None:
    cases = cases_of(small_app.paths.bundled_dir)
    pack.write_bytes(pack_bytes(cases | {"zz.md": cases[f"{CHANGED}.md"]}))
    before = state(small_app)
    for act in (small_app.packs().look, lambda file: small_app.packs().apply(file, YES)):
        with pytest.raises(KbError, match=f"one id: {CHANGED}.md and zz.md"):
            act(pack)
    assert state(small_app) == before


@pytest.mark.usefixtures("english")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_is_no_pack_and_not_waited_for(small_app: App, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.dxpack")
    with pytest.raises(KbError, match="it is no ordinary file"):
        small_app.packs().look(tmp_path / "pipe.dxpack")
    with pytest.raises(KbError, match="it is a folder"):
        small_app.packs().look(tmp_path)


def test_a_signer_whose_pack_was_not_taken_in_is_not_remembered(
    small_app: App, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a disk that is full when the pack is to be used
    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(library_room, "use", full)
        # When it is taken in by somebody who accepts its signer for good
        with pytest.raises(KbError):
            small_app.packs().apply(pack, Consent(FINGERPRINT, remember=True))
    # Then the signer is as unknown as before
    assert small_app.packs().look(pack).signer.standing is Standing.UNKNOWN


@pytest.mark.usefixtures("english")
def test_that_a_signer_could_not_be_remembered_is_said_of_a_pack_that_is_in_use(small_app: App, pack: Path) -> None:
    # Given a place of the remembered signers that cannot be written
    (small_app.paths.library_room / "signers.json").mkdir(parents=True)
    # When a pack is taken in by somebody who accepts its signer for good
    with pytest.raises(KbError, match="were taken in, but their signer"):
        small_app.packs().apply(pack, Consent(FINGERPRINT, remember=True))
    # Then it is in use
    assert small_app.packs().in_use().edition.text == NEWER


def test_a_publisher_is_known_by_the_name_in_the_program(small_app: App, pack: Path, tmp_path: Path) -> None:
    # Given a program that came with the key, under the name of its publisher
    signers = tmp_path / "signers"
    signers.mkdir()
    key = signing.PublicKey(signing.public_half(KEY), "発行者の正しい名前")
    (signers / "publisher.pub").write_text(signing.public_text(key), encoding="utf-8")
    (signers / "broken.pub").write_text("nothing", encoding="utf-8")
    known = LibrarySigners(signers, small_app.paths.library_room)
    # When a signer is looked up, then that name is told and not the one that the pack claims
    signer = known.of(key.key, "なりすまし")
    assert (signer.name, signer.standing) == ("発行者の正しい名前", Standing.PUBLISHER)


def test_an_older_edition_has_to_be_asked_for(small_app: App, pack: Path, tmp_path: Path) -> None:
    # Given a newer pack in use
    small_app.packs().apply(pack, YES)
    before = state(small_app)
    older = tmp_path / "older.dxpack"
    older.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir), "2029.1"))
    assert small_app.packs().look(older).is_older
    # When an older one is taken in, then it is refused in words, until it is asked for
    with pytest.raises(KbError, match=r"2029\.1"):
        small_app.packs().apply(older, YES)
    assert state(small_app) == before
    small_app.packs().apply(older, Consent(FINGERPRINT, older=True))
    small_app.reread_library()
    assert small_app.library.edition.text == "2029.1"


def test_a_pack_for_a_newer_program_is_refused(small_app: App, tmp_path: Path) -> None:
    file = tmp_path / "later.dxpack"
    file.write_bytes(pack_bytes(cases_of(small_app.paths.library_dir), needs="99.1"))
    with pytest.raises(KbError, match=r"99\.1"):
        small_app.packs().look(file)
    with pytest.raises(KbError, match=r"99\.1"):
        small_app.packs().apply(file, YES)


@pytest.mark.parametrize("content", [b"", b"no pack", None])
def test_what_is_no_pack_is_refused_and_the_old_state_works(
    small_app: App, pack: Path, tmp_path: Path, content: bytes | None
) -> None:
    # Given a pack in use, and a file that is damaged, or not there
    small_app.packs().apply(pack, YES)
    before, file = state(small_app), tmp_path / "x.dxpack"
    if content is not None:
        file.write_bytes(content)
    # When it is taken in, then that is said, and nothing has changed
    with pytest.raises(KbError) as refused:
        small_app.packs().apply(file, YES)
    assert refused.value.cause
    assert refused.value.remedy
    assert state(small_app) == before


def test_a_pack_that_was_tampered_with_behind_its_list_is_refused_on_the_way(small_app: App, pack: Path) -> None:
    # Given a pack in which one stored byte of a case is another one
    small_app.packs().apply(pack, YES)
    before = state(small_app)
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 0xFF
    pack.write_bytes(bytes(data))
    # When it is taken in, then it is refused, and nothing of it is left
    with pytest.raises(KbError):
        small_app.packs().apply(pack, YES)
    assert state(small_app) == before
    assert not list(small_app.paths.library_room.glob(".unfinished*"))


@pytest.mark.usefixtures("english")
def test_without_room_on_the_disk_nothing_is_begun(small_app: App, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a library in use, and a disk that is nearly full
    before = state(small_app)
    usage = shutil.disk_usage(pack.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=1000))
    # When a pack is taken in, then that is said first, and nothing was written
    folder = small_app.paths.data_dir
    with pytest.raises(KbError, match=f"^The data folder {re.escape(str(folder))} is full") as refused:
        small_app.packs().apply(pack, YES)
    assert "Nothing was changed" in str(refused.value)
    with pytest.raises(KbError, match=r"^The data folder "):
        small_app.packs().need_writing()
    assert state(small_app) == before


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("step", ["_write", "replace_file", "write_atomically", "sync_folder"])
def test_a_disk_that_fills_up_on_the_way_leaves_the_old_state(
    small_app: App, pack: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    # Given a pack in use, and a disk that takes no more from some step on
    small_app.packs().apply(pack, YES)
    before = state(small_app)
    pack.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir), "2031.1"))

    def full(*_words: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(library_room, step, full)
        # When another is taken in
        with pytest.raises(KbError) as refused:
            small_app.packs().apply(pack, YES)
    # Then that is said first, and the library is the one before
    assert str(refused.value).startswith(f"The data folder {small_app.paths.data_dir} is full. ")
    assert state(small_app) == before
    # and as soon as there is room it works
    small_app.packs().apply(pack, YES)
    assert state(small_app) != before


def test_a_pack_that_was_exchanged_after_it_was_shown_is_refused(small_app: App, pack: Path) -> None:
    # Given a pack that was looked at, and another one of the same signer under its name
    offer = small_app.packs().look(pack)
    before = state(small_app)
    pack.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir), "2031.1"))
    # When what was shown is agreed to, then the other one is not taken in
    with pytest.raises(KbError):
        small_app.packs().apply(pack, Consent(FINGERPRINT, digest=offer.digest))
    assert state(small_app) == before


def test_while_another_update_is_under_way_nothing_is_done(small_app: App, pack: Path) -> None:
    lock = FileLock(small_app.paths.library_room / "updating.lock")
    assert lock.acquire()
    with pytest.raises(KbError):
        small_app.packs().apply(pack, YES)
    lock.release()
    small_app.packs().apply(pack, YES)


def test_a_window_that_only_reads_takes_nothing_in(small_app: App, pack: Path) -> None:
    packs = small_app.for_reading().packs()
    assert packs.look(pack).edition.text == NEWER
    with pytest.raises(KbError):
        packs.apply(pack, YES)
    with pytest.raises(KbError):
        packs.give_up()
    assert not small_app.paths.library_room.exists()


def test_the_pack_before_stays_as_long_as_somebody_reads_it(small_app: App, pack: Path) -> None:
    # Given a session that reads a pack
    small_app.packs().apply(pack, YES)
    small_app.reread_library()
    first = small_app.library.folder
    with small_app.session() as session:
        session.indexing.update()
        # When a later one is taken in
        pack.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir), "2031.1"))
        small_app.packs().apply(pack, YES)
        # Then the session still reads its own
        assert session.library.document("brand-new").case.id == "brand-new"
    # and when it is closed, its pack can go
    small_app.packs().sweep()
    assert not first.exists()
    # A program that decided for it before it went opens the later one.
    with small_app.session() as session:
        assert session.library.document(GONE).case.id == GONE
    assert small_app.library.edition.text == "2031.1"


@pytest.mark.parametrize("name", ["added.md", "added.markdown"])
def test_a_case_that_nobody_signed_is_damage_of_the_pack(small_app: App, pack: Path, name: str) -> None:
    # Given a pack that was taken in
    small_app.packs().apply(pack, YES)
    assert small_app.packs().damage() == ""
    # When somebody puts a case into its folder, which would be shown as a bundled one
    place = small_app.packs().in_use().folder / "municipalities" / name
    place.write_text("---\nid: added\ntitle: added\n---\n", encoding="utf-8")
    # Then comparing it with what was signed says so
    assert f"municipalities/{name}" in small_app.packs().damage()


def test_a_damaged_pack_falls_back_to_the_cases_of_the_program(small_app: App, pack: Path) -> None:
    # Given a pack in use of which a file was changed by hand
    small_app.packs().apply(pack, YES)
    small_app.reread_library()
    place = small_app.library.folder / f"{CHANGED}.md"
    text = place.read_bytes()
    place.write_bytes(text[:-1] + b"x")
    # Then comparing contents names it
    assert CHANGED in small_app.packs().damage()
    # and where it is gone the program shows its own cases, and says so
    place.unlink()
    assert small_app.reread_library()
    assert small_app.library.folder == small_app.paths.bundled_dir
    assert small_app.library.trouble == small_app.packs().damage() != ""
    assert GONE in titles(small_app)
    with small_app.session() as session:
        assert [
            check.ok for check in session.diagnostics.checks() if check.detail.endswith(small_app.library.trouble)
        ] == [False]


def test_a_pack_is_given_up_again(small_app: App, pack: Path) -> None:
    small_app.packs().apply(pack, YES)
    assert small_app.packs().give_up().folder == small_app.paths.bundled_dir
    small_app.reread_library()
    assert GONE in titles(small_app)
    assert not list(small_app.paths.library_room.glob(f"{NEWER}-*"))


# What was changed, and what was added to it.


@pytest.mark.usefixtures("english")
def test_what_a_pack_changed_is_told_until_it_was_seen(small_app: App, pack: Path) -> None:
    # Given a library that the person has seen
    with small_app.session() as session:
        assert not session.news.look()
    # When a pack is taken in
    small_app.packs().apply(pack, YES)
    small_app.reread_library()
    with small_app.session() as session:
        changes = session.news.look()
        # Then each change is told, and its difference
        assert {one.id: one.news for one in changes.cases} == {
            "brand-new": CaseNews.NEW,
            CHANGED: CaseNews.CHANGED,
            GONE: CaseNews.REMOVED,
        }
        assert (changes.before, changes.now) == ("", NEWER)
        rows = session.news.difference(CHANGED)
        assert [(row.left, row.right) for row in rows if row.kind is not RowKind.SAME] == [
            (None, ""),
            (None, "あとから分かったこと。"),
        ]
        gone = session.news.difference(GONE, lambda axis, value: f"<{axis}: {value}>")
        assert all(row.right is None for row in gone)
        # in words, not in the fields of its file
        lines = [row.left or "" for row in gone]
        assert "Municipality: 福島県 会津若松市 072028" in lines
        assert any("<step: " in line for line in lines)
        assert not [line for line in lines if line.startswith(("schema:", "municipality:", "  - metric:"))]
        assert all(row.left is None for row in session.news.difference("brand-new"))
        # and the page of the changed one says so, of the others not
        assert [session.library.page(id_).is_changed for id_ in (CHANGED, "brand-new")] == [True, False]
        # When one was seen, then the others are still told, also in another session
        session.news.mark_seen([CHANGED])
        assert not session.library.page(CHANGED).is_changed
    with small_app.session() as session:
        assert {one.id for one in session.news.look().cases} == {"brand-new", GONE}
        assert any(row.left for row in session.news.difference(GONE))
        # When all were seen, then nothing is told any more
        session.news.mark_seen()
        assert not session.news.look()
        assert session.news.look().before == NEWER


def test_an_update_of_the_program_is_told_in_the_same_way(small_app: App) -> None:
    with small_app.session() as session:
        session.news.look()
    # Given an installer that replaced the files of the program
    place = small_app.paths.bundled_dir / f"{CHANGED}.md"
    place.write_text(place.read_text(encoding="utf-8") + "\n追記\n", encoding="utf-8")
    (small_app.paths.bundled_dir / f"{GONE}.md").unlink()
    (small_app.paths.bundled_dir / "edition.json").write_text('{"edition": "2030.2"}')
    # When the program starts, then it knows what changed
    with small_app.session() as session:
        changes = session.news.look()
        assert {one.id: one.news for one in changes.cases} == {CHANGED: CaseNews.CHANGED, GONE: CaseNews.REMOVED}
        assert changes.now == "2030.2"


def test_other_line_ends_are_no_change(small_app: App) -> None:
    with small_app.session() as session:
        session.news.look()
        place = small_app.paths.bundled_dir / f"{CHANGED}.md"
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
        assert not session.news.look()


def test_a_window_that_only_reads_keeps_nothing(small_app: App) -> None:
    titles(small_app)
    with small_app.for_reading().session() as session:
        assert not session.news.look()
        session.news.mark_seen()
    assert not small_app.paths.seen_library.exists()


def test_what_cannot_be_kept_is_said(small_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    small_app.paths.library_room.parent.mkdir(parents=True, exist_ok=True)
    small_app.paths.library_room.write_bytes(b"a file in the way")
    with small_app.session() as session, pytest.raises(KbError):
        session.news.look()


def test_notes_and_tags_stay_with_every_case_also_with_one_that_is_gone(small_app: App, pack: Path) -> None:
    # Given notes, tags and marks on a case that will change, and on one that will be gone
    with small_app.session() as session:
        session.indexing.update()
        session.news.look()
        for id_ in (CHANGED, GONE):
            session.notes.add(id_, f"ぺんぎん {id_}")
            session.annotations.add_tags([id_], ["視察候補"])
            session.annotations.set_status([id_], Status.CANDIDATE)
        session.indexing.update()
        before = {id_: session.annotations.of(id_) for id_ in (CHANGED, GONE)}
        notes = session.notes.every()
    # When a pack is taken in
    small_app.packs().apply(pack, YES)
    small_app.reread_library()
    with small_app.session() as session:
        session.indexing.update()
        # Then everything is as it was
        assert session.notes.every() == notes
        assert {id_: session.annotations.of(id_) for id_ in (CHANGED, GONE)} == before
        # the note of the case that is gone is found, and the list of changes says where it is
        found = session.searching.search(Query("ぺんぎん", {FilterAxis.KIND: frozenset({"note"})}))
        assert found.total == 2
        gone = next(one for one in session.news.look().cases if one.id == GONE)
        assert (gone.notes, gone.is_marked) == (1, True)
    # and when the case comes back, everything is on it again
    small_app.packs().give_up()
    small_app.reread_library()
    with small_app.session() as session:
        session.indexing.update()
        assert {
            hit.id for hit in session.searching.search(Query(filters={FilterAxis.TAG: frozenset({"視察候補"})})).hits
        } == {
            CHANGED,
            GONE,
        }


def test_the_edition_of_the_program_is_written_down_once() -> None:
    root = Path(__file__).resolve().parents[2]
    assert set(json.loads((root / "cases" / "edition.json").read_text(encoding="utf-8"))) == {"edition"}
    assert library_room.edition_in(root / "cases")
