"""`build/dev.py pack`: keys and packs as a publisher makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.paths import AppPaths
from kb_app.formats.library_pack.reading import Pack
from kb_app.formats.library_pack.signing import read_public

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]


def make(*words: object) -> tuple[int, str, str]:
    """Run what `dev.py pack` runs."""
    command = [sys.executable, str(ROOT / "build" / "devtools_pack.py"), *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60, text=True, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def test_a_key_is_made_and_signs_the_cases_of_the_checkout_twice_the_same(tmp_path: Path) -> None:
    # Given a new key
    key = tmp_path / "publisher.dxkey"
    code, out, _err = make("--new-key", key, "--name", "試験の発行者")
    assert code == 0
    if sys.platform != "win32":
        assert key.stat().st_mode & 0o077 == 0
    public = read_public((tmp_path / "publisher.pub").read_text(encoding="utf-8"))
    # When the cases are packed twice
    packs = [tmp_path / "one.dxpack", tmp_path / "two.dxpack"]
    for pack in packs:
        assert make("--key", key, "--edition", "2031.2.3", "-o", pack)[0] == 0
    # Then both are the same bytes, hold every case, and are signed with that key
    assert packs[0].read_bytes() == packs[1].read_bytes()
    with packs[0].open("rb") as file, Pack(file) as read:
        assert read.key == public.key
        assert (read.manifest.signer, read.manifest.made) == ("試験の発行者", "2031-02-03T00:00:00+00:00")
        bundled = AppPaths.under(tmp_path).bundled_dir
        cases = {place.relative_to(bundled).as_posix(): place.read_bytes() for place in bundled.rglob("*.md")}
        assert dict(read.contents()) == cases
    assert "Fingerprint: " in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--new-key", ROOT / "resources" / "x.dxkey", "--name", "A"], "does not belong into the checkout"),
        (["--new-key", "../outside.dxkey"], "--name says who signs"),
        (["--key", ROOT / "README.md"], "README.md: it holds no private key"),
        (["--key", "nowhere.dxkey", "--cases", "no-folder"], "no-folder: nothing there says which edition"),
        (["--key", "nowhere.dxkey", "--edition", "spring"], "An edition is up to four numbers"),
        (["--key", "nowhere.dxkey"], "nowhere.dxkey"),
    ],
)
def test_what_cannot_be_done_is_one_line(words: list[object], said: str) -> None:
    code, out, err = make(*words)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


def test_a_key_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    key = tmp_path / "x.dxkey"
    key.write_text("mine")
    assert make("--new-key", key, "--name", "A")[0] == 1
    assert key.read_text() == "mine"


def _garbage(cases: Path) -> None:
    (cases / "garbage.md").write_bytes(b"\x81\x00\xff nonsense \xfd")


def _readme(cases: Path) -> None:
    (cases / "README.md").write_text("what this folder is for\n", encoding="utf-8")


def _twice(cases: Path) -> None:
    (cases / "municipalities" / "zz.md").write_bytes(next(cases.rglob("kosai-*.md")).read_bytes())


def _too_large(cases: Path) -> None:
    with next(cases.rglob("kosai-*.md")).open("a", encoding="utf-8") as file:
        file.write("a" * 5_000_001)


def _same_but_for_case(cases: Path) -> None:
    place = next(cases.rglob("kosai-*.md"))
    other = place.read_text(encoding="utf-8").replace("id: kosai-line-chatbot", "id: kosai-other", 1)
    place.with_name(place.name.upper().replace(".MD", ".md")).write_text(other, encoding="utf-8")


def _other_ending(cases: Path) -> None:
    next(cases.rglob("kosai-*.md")).rename(cases / "kosai.markdown")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_garbage, "garbage.md:1: error: the characters are in no known encoding"),
        (_readme, "README.md:1: id error: a bundled case needs an id"),
        (_twice, "municipalities/zz.md:1: id error: the id “kosai-line-chatbot” already belongs to municipalities/"),
        (_too_large, "municipalities/kosai-line-chatbot.md: error: the file has 5.0 MB; files over 5 MB are skipped"),
        (
            _same_but_for_case,
            "municipalities/kosai-line-chatbot.md: municipalities/KOSAI-LINE-CHATBOT.md is the same",
        ),
        (_other_ending, "kosai.markdown: no pack can hold a file of this name"),
    ],
)
def test_what_a_check_refuses_is_not_signed(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    # Given a folder of cases one of which has to be mended
    key, cases, pack = tmp_path / "publisher.dxkey", tmp_path / "cases", tmp_path / "x.dxpack"
    make("--new-key", key, "--name", "A")
    shutil.copytree(ROOT / "cases", cases)
    spoil(cases)
    # When it is to be packed
    code, out, err = make("--key", key, "--cases", cases, "-o", pack)
    # Then the finding is said as `check` says it, and nothing was signed
    assert (code, out) == (1, "")
    assert str(cases / said.partition(":")[0]) in err
    assert said in err
    assert "nothing was signed" in err
    assert not pack.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_among_the_cases_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    key, cases = tmp_path / "publisher.dxkey", tmp_path / "cases"
    make("--new-key", key, "--name", "A")
    cases.mkdir()
    os.mkfifo(cases / "pipe.md")
    code, out, err = make("--key", key, "--cases", cases, "--edition", "1", "-o", tmp_path / "x.dxpack")
    assert (code, out, err) == (1, "", f"{cases / 'pipe.md'}: it is no ordinary file\n")
