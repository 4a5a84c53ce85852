"""The script of the tar.gz that puts the program into one person's menu."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import devtools_linux as linux
import devtools_product as product

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a script for Linux")

SCRIPT = "install-for-me.sh"


@dataclass(frozen=True)
class Person:
    """Somebody's home, and the folders of programs in it."""

    home: Path

    @property
    def entry(self) -> Path:
        return self.home / ".local/share/applications/dx-casebook.desktop"

    @property
    def command(self) -> Path:
        return self.home / ".local/bin" / product.CONSOLE

    def unpacks(self, name: str = "dx-casebook-0.1.0") -> Path:
        folder = self.home / name
        for part, text in {
            SCRIPT: linux.filled(SCRIPT),
            "share/dx-casebook.desktop": linux.filled("dx-casebook.desktop", program="/usr/bin/dx-casebook"),
            "share/dx-casebook.xml": linux.filled("dx-casebook.xml"),
            "share/dx-casebook.svg": "<svg/>",
            product.CONSOLE: "#!/bin/sh\n",
            product.WINDOWED: "#!/bin/sh\n",
        }.items():
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            (folder / part).write_text(text, encoding="utf-8")
        for part in (SCRIPT, product.CONSOLE, product.WINDOWED):
            (folder / part).chmod(0o755)
        return folder

    def runs(self, script: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", **environment}
        return subprocess.run([script, *words], env=env, capture_output=True, encoding="utf-8", check=False)

    def has(self) -> dict[str, str]:
        """What lies in the home's own places: by name what a link points to, or the text."""
        files = (path for path in (self.home / ".local").rglob("*") if path.is_symlink() or path.is_file())
        caches = ("mimeinfo.cache", "/share/mime/")  # what the desktop's own programs write
        return {
            str(path.relative_to(self.home)): str(path.readlink()) if path.is_symlink() else path.read_text("utf-8")
            for path in files
            if path.name == "dx-casebook.xml" or not any(cache in str(path) for cache in caches)
        }


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def starts(folder: Path) -> str:
    return f'Exec="{folder}/{product.WINDOWED}" gui %F'


def test_a_relative_place_for_data_of_the_person_counts_as_none(person):
    folder = person.unpacks()
    assert person.runs(folder / SCRIPT, XDG_DATA_HOME="share").returncode == 0
    assert person.entry.exists()


def test_what_the_programs_of_the_desktop_say_does_not_stand_between_its_own_words(person, tmp_path):
    # Given a home in which nothing was put yet, and a desktop whose program says so
    folder, tools = person.unpacks(), tmp_path / "tools"
    tools.mkdir()
    for name in ("update-mime-database", "update-desktop-database"):
        (tools / name).write_text("#!/bin/sh\necho 'Directory does not exist!'\nexit 1\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    # When it is taken out all the same
    done = person.runs(folder / SCRIPT, "--remove", PATH=f"{tools}:/usr/bin:/bin")
    # Then only the script speaks
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Menu entry, icon and kind of file are gone.\n"


def test_it_says_what_it_put_where(person):
    folder = person.unpacks()
    done = person.runs(folder / SCRIPT)
    assert (done.returncode, done.stderr) == (0, "")
    assert starts(folder) in person.entry.read_text(encoding="utf-8").splitlines()
    assert person.command.readlink() == folder / product.CONSOLE
    assert len(person.has()) == 4
    assert all(str(person.home / place) in done.stdout for place in person.has())


def test_it_speaks_japanese_where_the_system_does(person):
    done = person.runs(person.unpacks() / SCRIPT, LANG="ja_JP.UTF-8")
    assert f"メニューに{product.NAME}を置きました：{person.entry}" in done.stdout


@pytest.mark.parametrize("on_path", [True, False])
def test_it_says_when_the_command_cannot_be_found_yet(person, on_path):
    path = f"{person.home}/.local/bin:/usr/bin:/bin" if on_path else "/usr/bin:/bin"
    done = person.runs(person.unpacks() / SCRIPT, PATH=path)
    assert ("Log in anew" in done.stdout) is not on_path


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_changes_nothing(person, word):
    done = person.runs(person.unpacks() / SCRIPT, word)
    assert (done.returncode, done.stderr, person.has()) == (0, "", {})
    assert "--remove" in done.stdout


@pytest.mark.parametrize("words", [["--uninstall"], ["--remove", "now"], [""], ["install"]])
def test_a_word_that_it_does_not_know_changes_nothing(person, words):
    done = person.runs(person.unpacks() / SCRIPT, *words)
    assert (done.returncode, done.stdout, person.has()) == (2, "", {})
    assert len(done.stderr.splitlines()) == 1


def test_somebody_elses_command_is_kept_and_said(person):
    # Given a command of that name that is another program
    person.command.parent.mkdir(parents=True)
    person.command.write_text("#!/bin/sh\n", encoding="utf-8")
    folder = person.unpacks()
    # When the program is put in and taken out, then it is kept both times, and said
    for words in ([], ["--remove"]):
        done = person.runs(folder / SCRIPT, *words)
        assert done.returncode == 0
        assert [line for line in done.stdout.splitlines() if str(person.command) in line and "kept" in line]
    assert person.has() == {".local/bin/kb-app": "#!/bin/sh\n"}


def test_a_menu_entry_that_somebody_wrote_is_kept_and_said(person):
    # Given an entry of that name with other words, as one of the administrator's program is changed for oneself
    text = "[Desktop Entry]\nExec=/usr/bin/dx-casebook gui --data-dir /srv/cases\n"
    person.entry.parent.mkdir(parents=True)
    person.entry.write_text(text, encoding="utf-8")
    folder = person.unpacks()
    # When the program is put in and taken out, then it is kept both times, and said
    for words in ([], ["--remove"]):
        done = person.runs(folder / SCRIPT, *words)
        assert done.returncode == 0
        assert [line for line in done.stdout.splitlines() if str(person.entry) in line and "kept" in line]
        assert person.entry.read_text(encoding="utf-8") == text
    assert len(person.has()) == 1


def test_a_folder_that_was_renamed_again_and_again_is_found_after_another_run(person):
    folder = person.unpacks()
    for name in ("casebook", "the casebook"):
        # Given that it was put in, and then got another name
        assert person.runs(folder / SCRIPT).returncode == 0
        folder = folder.rename(person.home / name)
    # When it is put in again
    assert person.runs(folder / SCRIPT).returncode == 0
    # Then nothing points to where it was
    assert person.command.resolve() == folder / product.CONSOLE
    assert starts(folder) in person.entry.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["newer", 'my $(true) `x` "100%" \\ é', "a|b & c"])
def test_a_newer_folder_of_any_name_takes_over_and_the_older_one_takes_nothing_out(person, name):
    # Given two versions, of which the newer was put in last
    older, newer = person.unpacks(), person.unpacks(name)
    for folder in (older, newer):
        assert person.runs(folder / SCRIPT).returncode == 0
    before = person.has()
    assert person.command.readlink() == newer / product.CONSOLE
    # When the older is taken out
    done = person.runs(older / SCRIPT, "--remove")
    # Then all of the newer one stays, and it is named
    assert (done.returncode, person.has()) == (0, before)
    assert done.stdout.count(str(newer)) == 2
    # And the newer takes out what is its own
    assert person.runs(newer / SCRIPT, "--remove").returncode == 0
    assert person.has() == {}


def test_what_leads_nowhere_is_taken_out(person):
    # Given a folder that was moved after it was put in
    folder = person.unpacks()
    person.runs(folder / SCRIPT)
    moved = folder.rename(person.home / "elsewhere")
    # When it is taken out from where it is now, then nothing is left over
    assert person.runs(moved / SCRIPT, "--remove").returncode == 0
    assert person.has() == {}


def test_through_a_link_it_puts_in_the_folder_that_it_is_in(person):
    folder = person.unpacks()
    link = person.home / "put it in"
    link.symlink_to(folder / SCRIPT)
    assert person.runs(link).returncode == 0
    assert starts(folder) in person.entry.read_text(encoding="utf-8")


def test_alone_without_its_folder_it_says_so(person):
    alone = person.home / SCRIPT
    shutil.copy(person.unpacks() / SCRIPT, alone)
    done = person.runs(alone)
    assert (done.returncode, person.has(), len(done.stderr.splitlines())) == (1, {}, 1)


def test_a_failure_leaves_everything_as_it_was(person):
    # Given an older version that was put in, and a newer folder that misses a part
    older, newer = person.unpacks(), person.unpacks("newer")
    person.runs(older / SCRIPT)
    before = person.has()
    (newer / "share/dx-casebook.xml").unlink()
    # When that is put in
    done = person.runs(newer / SCRIPT)
    # Then it is said on the error output, and nothing is half done
    assert (done.returncode, done.stdout, person.has()) == (1, "", before)
    assert "dx-casebook.xml" in done.stderr
    assert "could not be finished" in done.stderr
