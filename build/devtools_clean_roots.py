"""The .deb tried where nothing of this machine is: in new Debian systems, by an ordinary user, without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import devtools_debian as debian
import devtools_product as product
from devtools_steps import DIST, WORK, DevToolError, heading, must_run, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from devtools_steps import Command

SUITES = {"bookworm": "Debian 12", "trixie": "Debian 13"}
USER = "tester"
TIME_LIMIT = 300
# The shell is process 1 then: Xvfb says that it is ready to nobody whose number is that.
SCREEN: Command = ["sh", "-c", '"$@"; exit $?', "screen", "xvfb-run", "--auto-servernum"]
# The screen as a file in the user's home, because nothing outside reaches into a system without a network.
FRAME = "Xvfb_screen0"
FILED_SCREEN: Command = [*SCREEN, f"--server-args=-screen 0 1366x768x24 -fbdir /home/{USER}"]
SECONDS_TO_INDEX = 20
TAKE = f"{product.SLUG} gui & sleep {SECONDS_TO_INDEX}; cp {FRAME} window.xwd; kill $!; wait $! || true"
OFFSCREEN, XCB = {"QT_QPA_PLATFORM": "offscreen"}, {"QT_QPA_PLATFORM": "xcb"}


def try_everywhere() -> bool:
    """Try the package of dist/ in each of the systems; return whether all of it works everywhere.

    Raises:
        DevToolError: there is no package, no right to make a system, or no way to fetch one.
    """
    if os.geteuid() != 0:
        raise DevToolError("New systems are made by root. Please run this as root.")
    packages = sorted(DIST.glob(f"{product.SLUG}_{product.version()}_*.deb"))
    if not packages:
        raise DevToolError("There is no .deb under dist/. Please type: python3 build/dev.py package")
    needed = {"debootstrap": "debootstrap", "imagemagick": "convert"}
    debian.ensure_packages([package for package, program in needed.items() if not shutil.which(program)])
    tried = [_try(suite, packages[-1]) for suite in SUITES]  # the second also where the first fails
    return all(tried)


@dataclass(frozen=True, slots=True)
class CleanRoot:
    """A Debian system in a folder."""

    folder: Path

    def as_root(self, *command: str | Path) -> bool:
        """Run a command as root, with a network; return whether it exited with 0."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LANG": "C.UTF-8"}
        return _runs([*self._inside(), "chroot", self.folder, *command], environment)

    def as_user(self, *command: str | Path, **environment: str) -> bool:
        """Run a command as an ordinary user, without a network; return whether it exited with 0."""
        home = f"/home/{USER}"
        inside = [*self._inside(), "--net", "chroot", f"--userspec={USER}:{USER}", self.folder]
        clean: Command = ["env", "-i", f"--chdir={home}", f"HOME={home}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        return _runs([*inside, *clean, *(f"{name}={value}" for name, value in environment.items()), *command], {})

    def file(self, name: str) -> Path:
        """Return a file of the ordinary user."""
        return self.folder / "home" / USER / name

    def _inside(self) -> Command:
        return ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.folder / 'proc'}"]


def _try(suite: str, package: Path) -> bool:
    heading(f"{package.name} in a new {SUITES[suite]}")
    root = CleanRoot(WORK / "roots" / suite)
    shutil.rmtree(root.folder, ignore_errors=True)
    root.folder.parent.mkdir(parents=True, exist_ok=True)
    if not _runs(["debootstrap", "--variant=minbase", suite, root.folder], dict(os.environ)):
        raise DevToolError(f"{SUITES[suite]} could not be fetched.")
    shutil.copyfile(package, root.folder / "tmp" / package.name)
    steps: dict[str, Callable[[], bool]] = {
        "installed with what it recommends": lambda: (
            root.as_root("apt-get", "install", "--yes", "-qq", f"/tmp/{package.name}", "xvfb", "xauth")  # noqa: S108
            and root.as_root("useradd", "--create-home", "--user-group", USER)
        ),
        "self-test offscreen": lambda: _self_test(root, "offscreen.json", [], OFFSCREEN),
        "self-test on Xvfb": lambda: _self_test(root, "xcb.json", SCREEN, XCB),
        "window on Xvfb": lambda: root.as_user(*SCREEN, product.SLUG, "gui", "--quit-after-start", **XCB),
        "picture": lambda: _picture(root, DIST / "linux-pictures" / f"{suite}.png"),
        "search": lambda: root.as_user(product.CONSOLE, "search", "押印廃止", "--limit", "1"),
        "removed, data kept": lambda: (
            root.as_root("apt-get", "purge", "--yes", "-qq", product.SLUG)
            and not (root.folder / "usr" / "lib" / product.SLUG).exists()
            and root.file(f".local/share/{product.SLUG}/casebook.db").is_file()
        ),
    }
    works = True
    for what, step in steps.items():
        works = works and step()
        say(f"{SUITES[suite]}: {what}: {'passed' if works else 'FAILED'}")
        if not works:
            break
    shutil.rmtree(root.folder, ignore_errors=True)
    return works


def _self_test(root: CleanRoot, result: str, screen: Command, environment: dict[str, str]) -> bool:
    passed = root.as_user(*screen, product.CONSOLE, "self-test", result, **environment)
    file = root.file(result)
    checks = json.loads(file.read_text(encoding="utf-8"))["checks"] if file.is_file() else []
    for check in checks:
        if not (passed and check["ok"]):
            say(f"  {check['name']}: {check['detail']}")
    return passed and bool(checks)


def _picture(root: CleanRoot, target: Path) -> bool:
    """Keep a picture of the window in front of a person, to be looked at; return whether there is one."""
    root.as_user(*FILED_SCREEN, "sh", "-c", TAKE, **XCB)
    frame = root.file("window.xwd")
    if not frame.is_file():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    must_run(["convert", f"xwd:{frame}", target], "The picture could not be kept.")
    say(f"Picture: {target}")
    return True


def _runs(command: Command, environment: dict[str, str]) -> bool:
    """Run a command, and print what it said where it failed."""
    env = {**environment, "PATH": environment.get("PATH", os.environ["PATH"])}
    try:
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        say(f"No answer within {TIME_LIMIT} seconds.")
        return False
    if done.returncode != 0:
        say((done.stdout + done.stderr)[-4000:])
    return done.returncode == 0
