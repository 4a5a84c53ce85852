"""The library as a whole on the command line: which it is, packs, and what they changed."""

from __future__ import annotations

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
    assert "Traceback" not in refused.err
    assert work("library", "--json").json["source"] == "bundled"
    # When the fingerprint is given, in one piece, then it is taken in, and searched
    done = work("library", "apply", pack, "--accept-signer", FINGERPRINT.replace(" ", ""), "--json").json
    assert (done["edition"], done["new"], done["changed"], done["removed"]) == (NEWER, 1, 1, 1)
    assert done["signer"] == {"name": SIGNER, "fingerprint": FINGERPRINT, "standing": "unknown"}
    assert work("library", "--json").json["source"] == "pack"
    assert work("show", "brand-new", "--json").json["id"] == "brand-new"
    assert work("show", GONE).code == 1
    # and the next time the signer is still unknown, because nobody said that it is to be remembered
    assert work("library", "apply", pack).code == 1
    assert work("library", "apply", pack, "--accept-signer", FINGERPRINT, "--remember").code == 0
    assert work("library", "apply", pack).code == 0


def test_a_dry_run_says_what_would_come_and_changes_nothing(work: Callable[..., Answer], pack: Path) -> None:
    found = work("library", "apply", pack, "--dry-run", "--json").json
    assert (found["applied"], found["new"]) == (False, 1)
    assert work("library", "--json").json["source"] == "bundled"


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
