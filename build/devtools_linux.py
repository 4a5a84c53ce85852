"""The Linux packages: a .deb for Debian and its kin, and a .tar.gz that needs no administrator."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tarfile
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import DIST, ROOT, VENV_PYTHON, WORK, must_run, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devtools_steps import Command

TEMPLATES = ROOT / "build" / "linux"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
KILOBYTE, MEGABYTE = 1024, 1_000_000


def make_packages(bundle: Path) -> list[Path]:
    """Build the .deb and the .tar.gz from the program folder; return their places."""
    packages = [deb(bundle), tar_gz(bundle)]
    for package in packages:
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        say(f"{package.relative_to(ROOT)}: {package.stat().st_size / MEGABYTE:.1f} MB, SHA-256 {digest}")
    return packages


def filled(template: str, **more: object) -> str:
    """Return a file of build/linux with every @name@ replaced by what the product says of it.

    Raises:
        KeyError: the file asks for a name that nobody gave.
    """
    names = {
        "name": product.NAME,
        "english_name": product.ENGLISH_NAME,
        "slug": product.SLUG,
        "summary": product.SUMMARY,
        "english_summary": product.ENGLISH_SUMMARY,
        "publisher": product.PUBLISHER,
        "contact": product.CONTACT,
        "version": product.version(),
        "console": product.CONSOLE,
        "windowed": product.WINDOWED,
        **more,
    }
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"@([a-z_]+)@", lambda found: str(names[found[1]]), text)


def deb(bundle: Path) -> Path:
    """Build the .deb from the program folder, and return its place."""
    root = WORK / "deb"
    shutil.rmtree(root, ignore_errors=True)
    _install_into(root, bundle)
    control = root / "DEBIAN"
    control.mkdir()
    files = sorted(path for path in root.rglob("*") if path.is_file() and control not in path.parents)
    kilobytes = sum(-(-path.lstat().st_size // KILOBYTE) for path in files if not path.is_symlink())
    architecture = ARCHITECTURES.get(os.uname().machine, os.uname().machine)
    libc = os.confstr("CS_GNU_LIBC_VERSION").split()[-1]  # type: ignore[union-attr]  # there is one on every Debian
    _write(control / "control", filled("control", architecture=architecture, libc=libc, installed_size=kilobytes))
    _write(control / "md5sums", "".join(_md5_line(path, root) for path in files if not path.is_symlink()))
    _date_all(root)
    DIST.mkdir(exist_ok=True)
    package = DIST / f"{product.SLUG}_{product.version()}_{architecture}.deb"
    epoch = {"SOURCE_DATE_EPOCH": str(product.source_date_epoch())}
    # --threads-max: how xz cuts its work depends on the number of processors, and with it what comes out.
    build: Command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--threads-max=1", "--build", root, package]
    must_run(build, "dpkg-deb could not build the package.", epoch)
    return package


def _install_into(root: Path, bundle: Path) -> None:
    """Lay the program out below `root` as it lies on an installed system."""
    slug = product.SLUG
    home = root / "usr" / "lib" / slug
    shutil.copytree(bundle, home, symlinks=True)
    share = root / "usr" / "share"
    _write(share / "applications" / f"{slug}.desktop", _desktop_entry(slug))
    _write(share / "mime" / "packages" / f"{slug}.xml", filled("dx-casebook.xml"))
    _copy(product.ICON, share / "icons" / "hicolor" / "scalable" / "apps" / f"{slug}.svg")
    _copy(product.ICON.with_suffix(".png"), share / "icons" / "hicolor" / "256x256" / "apps" / f"{slug}.png")
    licence = product.LICENCE.read_text(encoding="utf-8").split("\n\n", 2)[2]
    indented = "".join(f" {line}\n" if line else " .\n" for line in licence.strip().splitlines())
    _write(share / "doc" / slug / "copyright", filled("copyright") + indented)
    _write_gzip(share / "doc" / slug / "NEWS.md.gz", (ROOT / "CHANGELOG.md").read_bytes())
    _write_gzip(share / "doc" / slug / "changelog.gz", filled("changelog", date=_mail_date()).encode())
    for language, folder in (("en", "man1"), ("ja", "ja/man1")):
        page = share / "man" / folder / f"{product.CONSOLE}.1.gz"
        _write_gzip(page, _man_page(language))
        page.with_name(f"{slug}.1.gz").symlink_to(page.name)
    programs = root / "usr" / "bin"
    programs.mkdir(parents=True)
    for link, program in ((product.CONSOLE, product.CONSOLE), (slug, product.WINDOWED)):
        (programs / link).symlink_to(f"../lib/{slug}/{program}")
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def tar_gz(bundle: Path) -> Path:
    """Build the .tar.gz from the program folder, and return its place."""
    name = f"{product.SLUG}-{product.version()}-linux-{os.uname().machine}"
    root = WORK / "tar" / name
    shutil.rmtree(root.parent, ignore_errors=True)
    shutil.copytree(bundle, root, symlinks=True)
    _write(root / "share" / f"{product.SLUG}.desktop", _desktop_entry(f"/usr/bin/{product.SLUG}"))
    _write(root / "share" / f"{product.SLUG}.xml", filled("dx-casebook.xml"))
    _copy(product.ICON, root / "share" / f"{product.SLUG}.svg")
    _write(root / "README.txt", filled("README.txt"))
    script = root / "install-for-me.sh"
    _write(script, filled(script.name))
    script.chmod(0o755)
    package = DIST / f"{name}.tar.gz"
    with (
        package.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=product.source_date_epoch()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in (root, *sorted(root.rglob("*"))):
            archive.add(path, str(path.relative_to(root.parent)), recursive=False, filter=_as_nobody)
    return package


def _as_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out of an archive who made it, and when and how."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = product.source_date_epoch()
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member


def _desktop_entry(program: str) -> str:
    return filled("dx-casebook.desktop", program=program)


def _man_page(language: str) -> bytes:
    page = WORK / f"{product.CONSOLE}.{language}.1"
    must_run([VENV_PYTHON, ROOT / "build" / "man_page.py", language, page], "The manual page could not be written.")
    return page.read_bytes()


def _mail_date() -> str:
    return format_datetime(datetime.fromtimestamp(product.source_date_epoch(), UTC))


def _md5_line(path: Path, root: Path) -> str:
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    return f"{digest}  {path.relative_to(root)}\n"


def _date_all(root: Path) -> None:
    epoch = product.source_date_epoch()
    for path in _deepest_first(root):
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _deepest_first(root: Path) -> Iterable[Path]:
    return (*sorted(root.rglob("*"), reverse=True), root)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_gzip(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
