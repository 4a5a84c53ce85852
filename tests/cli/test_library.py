"""The library as a whole on the command line: which it is, packs, and what they changed."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from tests.packs import FINGERPRINT, NEWER, SIGNER, cases_of, changed_cases, pack_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb_app.bootstrap import App
    from tests.cli.conftest import Answer

GONE = "aizuwakamatsu-city-os-portal"


@pytest.fixture
def work(run: Callable[..., Answer], app: App) -> Callable[..., Answer]:
    return lambda *words: run("--data-dir", app.paths.data_dir, "--lang", "en", *words)


@pytest.fixture
def pack(app: App, tmp_path: Path) -> Path:
    file = tmp_path / "newer.dxpack"
    file.write_bytes(pack_bytes(changed_cases(app.paths.bundled_dir)))
    return file


def test_the_library_of_the_program_is_named(work: Callable[..., Answer], app: App) -> None:
    found = work("library", "--json")
    assert found.code == 0
    assert found.json == {
        "edition": app.library.edition.text,
        "source": "bundled",
        "folder": str(app.paths.bundled_dir),
        "files": len(cases_of(app.paths.bundled_dir)),
        "made": "",
        "signer": None,
        "trouble": "",
    }
    assert "came with the program" in work("library").out


def test_an_unknown_signer_has_to_be_accepted_by_the_fingerprint(work: Callable[..., Answer], pack: Path) -> None:
    # Given a pack of somebody unknown, when it is taken in, then one sentence refuses it and names the fingerprint
    refused = work("library", "apply", pack)
    assert (refused.code, refused.out) == (1, "")
    assert SIGNER in refused.err
    assert FINGERPRINT in refused.err
    assert "--accept-signer FINGERPRINT" in refused.err
    assert "Traceback" not in refused.err
    assert work("library", "--json").json["source"] == "bundled"
    # When the fingerprint is given, in one piece, then it is taken in, and searched
    done = work("library", "apply", pack, "--accept-signer", FINGERPRINT.replace(" ", ""), "--json").json
    assert (done["edition"], done["new"], done["changed"], done["removed"]) == (NEWER, 1, 1, 1)
    assert done["signer"] == {"name": SIGNER, "fingerprint": FINGERPRINT, "standing": "accepted", "namesakes": []}
    assert (done["remembered"], done["lacks"], done["faulty"]) == (False, [], [])
    assert work("library", "--json").json["source"] == "pack"
    assert work("show", "brand-new", "--json").json["id"] == "brand-new"
    assert work("show", GONE).code == 1
    # and the next time the signer is still unknown, because nobody said that it is to be remembered
    assert work("library", "apply", pack).code == 1
    assert work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--remember").code == 0
    assert work("library", "apply", pack).code == 0


def test_a_dry_run_says_what_would_come_and_changes_nothing(work: Callable[..., Answer], pack: Path) -> None:
    found = work("library", "apply", pack, "--dry-run", "--json", "--accept-signer", FINGERPRINT, "--remember")
    assert (found.code, found.json["applied"], found.json["new"], found.json["lacks"]) == (0, False, 1, [])
    assert work("library", "--json").json["source"] == "bundled"
    assert work("library", "signers", "--json").json["signers"] == []


def test_a_dry_run_ends_as_the_run_would(work: Callable[..., Answer], pack: Path) -> None:
    # Given a pack that would be refused, When it is tried dry, then what it would bring is said, and that it is refused
    dry, real = work("library", "apply", pack, "--dry-run", "--json"), work("library", "apply", pack)
    assert dry.code == real.code == 1
    assert dry.json["lacks"] == ["signer"]
    assert dry.err == real.err
    # so with the fingerprint of somebody else
    other = ("--accept-signer", "0000 " * 8)
    dry, real = work("library", "apply", pack, "--dry-run", *other), work("library", "apply", pack, *other)
    assert dry.code == real.code == 1
    assert "that was given" in dry.err
    assert dry.err == real.err


def test_a_signer_accepted_by_the_fingerprint_is_not_called_unknown(work: Callable[..., Answer], pack: Path) -> None:
    done = work("library", "apply", pack, "--accept-signer", FINGERPRINT)
    assert "accepted by the fingerprint" in done.out
    assert "not known" not in done.out
    assert "from now on" not in done.out
    again = work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--remember")
    assert "known from now on" in again.out


def test_remembering_without_a_fingerprint_is_wrong_usage(work: Callable[..., Answer], pack: Path) -> None:
    refused = work("library", "apply", pack, "--remember")
    assert (refused.code, refused.out) == (2, "")
    assert "--remember needs --accept-signer FINGERPRINT" in refused.err
    assert work("library", "--json").json["source"] == "bundled"


def test_an_older_edition_names_the_switch(work: Callable[..., Answer], pack: Path, app: App) -> None:
    pack.write_bytes(pack_bytes(changed_cases(app.paths.bundled_dir), "2001.1"))
    refused = work("library", "apply", pack, "--accept-signer", FINGERPRINT)
    assert refused.code == 1
    assert "add --older" in refused.err
    assert work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--older").code == 0


def test_another_key_in_a_known_name_is_an_alarm(work: Callable[..., Answer], pack: Path, app: App) -> None:
    # Given a signer who is known, and a pack in the same name that another key has signed
    work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--remember")
    pack.write_bytes(pack_bytes(changed_cases(app.paths.bundled_dir), key=bytes(32)))
    # When it is looked at, then both fingerprints are shown in a warning
    dry = work("library", "apply", pack, "--dry-run")
    new = work("library", "apply", pack, "--dry-run", "--json").json["signer"]["fingerprint"]
    assert f"Warning: a signer called “{SIGNER}” is known with another fingerprint ({FINGERPRINT})" in dry.out
    assert new in dry.out
    for refused in (dry, work("library", "apply", pack), work("library", "apply", pack, "--accept-signer", "0" * 32)):
        assert refused.code == 1
        assert f"is known with another fingerprint ({FINGERPRINT})" in refused.err
    # and that stays said where it is accepted all the same
    assert "Warning: " in work("library", "apply", pack, "--accept-signer", new).out


def test_signers_are_listed_and_forgotten(work: Callable[..., Answer], pack: Path) -> None:
    assert "No signer is known" in work("library", "signers").out
    work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--remember")
    assert work("library", "signers").out == f"{FINGERPRINT}\t{SIGNER}\taccepted here\n"
    for nobody in ("0" * 32, ""):
        refused = work("library", "signers", "--forget", nobody)
        assert (refused.code, refused.out) == (1, "")
    done = work("library", "signers", "--forget", FINGERPRINT.replace(" ", ""), "--json").json
    assert (done["signers"], done["forgotten"]["name"]) == ([], SIGNER)
    assert work("library", "apply", pack).code == 1


def test_a_pack_with_files_to_be_mended_says_so(work: Callable[..., Answer], pack: Path, app: App) -> None:
    pack.write_bytes(pack_bytes(changed_cases(app.paths.bundled_dir) | {"garbage.md": b"\x81\x00\xff"}))
    for dry in (("--dry-run",), ()):
        done = work("library", "apply", pack, "--accept-signer", FINGERPRINT, *dry)
        assert done.code == 0
        assert "In 1 of its files something has to be mended" in done.out
        assert "garbage.md: the characters are in no known encoding" in done.out
    found = work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--dry-run", "--json").json
    assert [one["path"] for one in found["faulty"]] == ["garbage.md"]


def test_without_room_for_an_index_one_sentence_says_why(
    work: Callable[..., Answer], app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a disk that is full when the first index is to be written
    def full(*_values: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("kb_app.search.index.whoosh_index.create_in", full)
    # When somebody searches, then that is all that is said
    answer = work("search", "窓口")
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"The data folder {app.paths.data_dir} is full. The search index could not be written")


def test_what_changed_is_listed_until_it_is_seen(work: Callable[..., Answer], pack: Path) -> None:
    work("note", "add", GONE, "環境課に聞く")
    work("library", "apply", pack, "--accept-signer", FINGERPRINT)
    listed = work("library", "changes", "--json").json
    assert [(one["news"], one["notes"]) for one in listed["cases"]] == [("new", 0), ("changed", 0), ("removed", 1)]
    assert "its 1 notes stay" in work("library", "changes", "--seen").out
    assert work("library", "changes", "--json").json["cases"] == []


def test_the_cases_of_the_program_come_back(work: Callable[..., Answer], pack: Path) -> None:
    work("library", "apply", pack, "--accept-signer", FINGERPRINT)
    assert work("library", "bundled", "--json").json["source"] == "bundled"
    assert work("show", GONE).code == 0


def test_a_damaged_pack_in_use_is_said_and_the_program_works(work: Callable[..., Answer], pack: Path, app: App) -> None:
    # Given a pack in use that lost a file
    work("library", "apply", pack, "--accept-signer", FINGERPRINT)
    next(app.paths.library_room.rglob("brand-new.md")).unlink()
    # When the library is asked about, then that is trouble
    told = work("library", "--json")
    assert told.code == 1
    assert "cannot be read" in told.json["trouble"]
    # and searching works with the cases of the program, and says so
    found = work("search", "除雪車", "--json")
    assert found.code == 0
    assert found.json["total"] >= 0
    assert "cannot be read" in found.err


@pytest.mark.parametrize("file", ["missing.dxpack", "damaged.dxpack"])
def test_a_file_that_is_no_pack_is_one_sentence(work: Callable[..., Answer], tmp_path: Path, file: str) -> None:
    (tmp_path / "damaged.dxpack").write_bytes(b"PK\x03\x04 no pack")
    refused = work("library", "apply", tmp_path / file)
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err.startswith("The pack of cases was not taken in. Cause: ")
