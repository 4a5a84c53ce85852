"""The program folder: built with PyInstaller, tried as a stranger's computer would, and weighed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import devtools_debian as debian
import devtools_elf
import devtools_linux
import devtools_papers
import devtools_product as product
import devtools_reproducible
from devtools_steps import DIST, ROOT, VENV_PYTHON, WORK, DevToolError, must_run, say, succeeds

if TYPE_CHECKING:
    from devtools_steps import Command

BUNDLE = DIST / product.SLUG
EXE_SUFFIX = ".exe" if os.name == "nt" else ""
CONSOLE, WINDOWED = (BUNDLE / f"{name}{EXE_SUFFIX}" for name in (product.CONSOLE, product.WINDOWED))
# No network and a user without powers, where the system allows to ask for that.
ALONE: Command = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--net", "--"]
TIME_LIMIT = 120
MEGABYTE = 1_000_000


def package() -> bool:
    """Build the program folder and try it; return whether it works."""
    debian.ensure_for_packaging()
    if os.name != "nt" and not shutil.which("dpkg-deb"):
        raise DevToolError("The program takes libraries of the system along with their licences: build it on Debian.")
    _ensure_libpython()
    build()
    works = all([_self_test(), _window_on_a_screen()])
    _print_sizes()
    return works


def make_installers() -> list[Path]:
    """Make the system's packages of the program folder, and the papers; return the folder and all of it."""
    if os.name == "nt":
        from windows.package import package_on_windows

        installers, system = list(package_on_windows(BUNDLE)), devtools_papers.WINDOWS
    else:
        installers, system = devtools_linux.make_packages(BUNDLE), devtools_papers.LINUX
    return [BUNDLE, *installers, *devtools_papers.write_papers(BUNDLE, installers, system)]


def builds_the_same_twice() -> bool:
    """Build the program folder and the packages twice; return whether they are the same."""

    def everything() -> list[Path]:
        build()
        return make_installers()

    return devtools_reproducible.builds_the_same_twice(everything)


def build() -> None:
    """Run PyInstaller; its work folder is never build/."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    command: Command = [VENV_PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    folders: Command = ["--workpath", WORK / "pyi", "--distpath", DIST, ROOT / "build" / "kb_app.spec"]
    # The same files in, the same bytes out.
    reproducible = {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(product.source_date_epoch())}
    env = {**reproducible, "PYINSTALLER_CONFIG_DIR": str(WORK / "pyi-config")}
    must_run([*command, *folders], "PyInstaller could not build the program.", env)
    if sys.platform.startswith("linux"):
        devtools_elf.finish(BUNDLE)


def _ensure_libpython() -> None:
    """See to the shared library of the system's Python, which Debian's own Python runs without."""
    if not sys.platform.startswith("linux"):
        return
    ask = "import sys; print(sys.base_prefix, '%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([VENV_PYTHON, "-c", ask], capture_output=True, text=True, check=True)
    prefix, version = answer.stdout.split()
    if prefix == "/usr" and not debian.loads(f"libpython{version}.so.1.0"):
        debian.ensure_packages([f"libpython{version}"])


def _self_test() -> bool:
    """Run `kb-app self-test` with a new home folder and nothing of this environment."""
    with tempfile.TemporaryDirectory(prefix="kb-app-home-") as home:
        result = Path(home, "self-test.json")
        alone: Command = ALONE if succeeds([*ALONE, "true"]) else []
        passed = _runs([*alone, CONSOLE, "self-test", result], Path(home), {})
        if not passed:
            say(result.read_text(encoding="utf-8") if result.exists() else "self-test left no result")
        say(f"self-test of the packaged program{', without a network' if alone else ''}: {_word(passed=passed)}")
    return passed


def _window_on_a_screen() -> bool:
    """Open the window on a virtual screen, where there is one, until it is usable."""
    if not shutil.which("xvfb-run"):
        return True
    with tempfile.TemporaryDirectory(prefix="kb-app-home-") as home:
        result = Path(home, "gui.json")
        gui: Command = ["gui", "--quit-after-start", "--result", result]
        passed = _runs(["xvfb-run", "-a", WINDOWED, *gui], Path(home), {"QT_QPA_PLATFORM": "xcb"})
        times = result.read_text(encoding="utf-8").strip() if result.exists() else "no result"
        say(f"window of the packaged program on a virtual screen: {_word(passed=passed)}; {times}")
    return passed


def _runs(command: Command, home: Path, extra_env: dict[str, str]) -> bool:
    if os.name == "nt":
        env = {**os.environ, "KB_APP_DATA_DIR": str(home / "data")}
    else:
        env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **extra_env}
    try:
        code = subprocess.run(command, cwd=home, env=env, timeout=TIME_LIMIT, check=False).returncode
    except subprocess.TimeoutExpired:
        say(f"No answer within {TIME_LIMIT} seconds.")
        code = -1
    for log in home.rglob("*.log") if code else ():
        say(log.read_text(encoding="utf-8"))
    return code == 0


def _word(*, passed: bool) -> str:
    return "passed" if passed else "FAILED"


def _print_sizes() -> None:
    """Say how large the folder is and which parts of it are the largest."""
    sizes = {file: file.lstat().st_size for file in BUNDLE.rglob("*") if file.is_file() and not file.is_symlink()}
    say(f"\n{BUNDLE.relative_to(ROOT)}: {sum(sizes.values()) / MEGABYTE:.0f} MB in {len(sizes)} files; the largest:")
    for file in sorted(sizes, key=sizes.__getitem__, reverse=True)[:8]:
        say(f"  {sizes[file] / MEGABYTE:6.1f} MB  {file.relative_to(BUNDLE)}")
