"""Packs: what comes out is what went in, and whatever was changed on the way is refused."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.formats.library_pack import signing
from kb_app.formats.library_pack.layout import zipped
from kb_app.formats.library_pack.manifest import is_library_path
from kb_app.formats.library_pack.reading import Pack
from kb_app.formats.unreadable import UnreadableFileError
from tests.packs import FINGERPRINT, KEY, SIGNER, pack_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = {"municipalities/a.md": "一つめの事例。\n".encode() * 20, "reference/b.md": b"# b\n\ntext\n"}
PACK = pack_bytes(CASES)
_KEPT = {"manifest.json", "manifest.sig"}


def opened(data: bytes) -> dict[str, bytes]:
    """Every case of a pack, verified."""
    with Pack(io.BytesIO(data)) as pack:
        return dict(pack.contents())


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The pack with other members, as somebody would write it who has not the key."""
    with zipfile.ZipFile(io.BytesIO(PACK)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    return zipped(members)


def test_a_pack_gives_back_its_cases_and_names_its_signer() -> None:
    # Given a pack When it is read Then everything is as it went in
    assert opened(PACK) == CASES
    with Pack(io.BytesIO(PACK)) as pack:
        assert (pack.manifest.edition.text, pack.manifest.signer) == ("2030.1.1", SIGNER)
        assert signing.fingerprint(pack.key) == FINGERPRINT


def test_the_same_cases_give_the_same_bytes_in_any_order() -> None:
    assert pack_bytes(dict(reversed(CASES.items()))) == PACK


@settings(max_examples=400)
@given(place=st.integers(0, len(PACK) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_nothing(place: int, bit: int) -> None:
    # Given a pack in which one bit is another one (a last bit of compressed contents may say nothing)
    data = bytearray(PACK)
    data[place] ^= 1 << bit
    # When it is read, then it is refused in words, or is the same pack
    try:
        found = opened(bytes(data))
    except UnreadableFileError:
        return
    assert found == CASES


@settings(max_examples=60)
@given(length=st.integers(0, len(PACK) - 1))
def test_a_pack_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(UnreadableFileError):
        opened(PACK[:length])


def _add(members: dict[str, bytes]) -> None:
    members["cases/municipalities/c.md"] = b"more"


def _add_beside(members: dict[str, bytes]) -> None:
    members["readme.txt"] = b"more"


def _take(members: dict[str, bytes]) -> None:
    del members["cases/reference/b.md"]


def _change(members: dict[str, bytes]) -> None:
    members["cases/reference/b.md"] = b"# b\n\ntexT\n"


def _lengthen(members: dict[str, bytes]) -> None:
    members["cases/reference/b.md"] += b"more"


def _rename(members: dict[str, bytes]) -> None:
    members["cases/reference/B.md"] = members.pop("cases/reference/b.md")


def _edition(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b"2030", b"2031")


def _other_key(members: dict[str, bytes]) -> None:
    stated = json.loads(members["manifest.sig"])
    stated["public_key"] = json.loads(signing.sign(b"", bytes(32)))["public_key"]
    members["manifest.sig"] = (json.dumps(stated, indent=1) + "\n").encode()


def _no_signature(members: dict[str, bytes]) -> None:
    del members["manifest.sig"]


@pytest.mark.parametrize(
    "change",
    [_add, _add_beside, _take, _change, _lengthen, _rename, _edition, _other_key, _no_signature],
)
def test_what_was_not_signed_is_refused(change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(UnreadableFileError):
        opened(rewritten(change))


@pytest.mark.parametrize(
    "signature",
    [b"", b"{}", b"[]", b"null", b'{"algorithm": "none", "public_key": "", "signature": ""}', b"[" * 9_000],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"."):
        opened(rewritten(lambda members: members.update({"manifest.sig": signature})))


@pytest.mark.parametrize(
    "other_text",
    [
        lambda text: text + b" \n",
        lambda text: text.replace(b"{", b'{\n "more": "something that nobody signed",', 1),
        lambda text: text.replace(b"{", b'{\n "algorithm": "none",', 1),
        # Sixty-four bytes leave four bits of the last letter without a meaning.
        lambda text: text.replace(
            (letter := re.findall(rb'(.)=="\n}', text)[0]) + b"==", bytes([letter[0] + 1]) + b"=="
        ),
    ],
)
def test_a_signature_that_is_right_with_anything_beside_it_is_refused(other_text: Callable[[bytes], bytes]) -> None:
    def change(members: dict[str, bytes]) -> None:
        before = members["manifest.sig"]
        members["manifest.sig"] = other_text(before)
        assert members["manifest.sig"] != before

    with pytest.raises(UnreadableFileError):
        opened(rewritten(change))


@pytest.mark.usefixtures("english")
def test_a_file_that_is_twice_in_the_zip_is_refused() -> None:
    buffer = io.BytesIO(PACK)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("cases/reference/b.md", b"another")
    with pytest.raises(UnreadableFileError, match="other files than were signed"):
        opened(buffer.getvalue())


def _behind(pack: bytes) -> bytes:
    return pack + b"more"


def _before(pack: bytes) -> bytes:
    return b"more" + pack


def _commented(pack: bytes) -> bytes:
    buffer = io.BytesIO(pack)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"more"
    return buffer.getvalue()


def _commented_file(pack: bytes) -> bytes:
    return _with_list(pack, lambda info: setattr(info, "comment", b"more"))


def _with_extra(pack: bytes) -> bytes:
    return _with_list(pack, lambda info: setattr(info, "extra", b"\x99\x99\x02\x00ab"))


def _with_rights(pack: bytes) -> bytes:
    return _with_list(pack, lambda info: setattr(info, "external_attr", 0o120777 << 16))


def _with_list(pack: bytes, change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    """The pack whose list at the end is written anew, after its first entry was changed."""
    buffer = io.BytesIO(pack)
    with zipfile.ZipFile(buffer, "a") as archive:
        change(archive.infolist()[0])
        archive.comment = b"x"
        archive.comment = b""
    return buffer.getvalue()


def _other_local_name(pack: bytes) -> bytes:
    """Readers that go from head to head see another name than those that read the list at the end."""
    return pack.replace(b"cases/reference/b.md", b"cases/reference/B.md", 1)


def _between(pack: bytes) -> bytes:
    """A file that no list names stands before that list."""
    hidden, tail = zipped({"hidden.md": b"hidden"}), pack.rindex(b"PK\x05\x06")
    start = int.from_bytes(pack[tail + 16 : tail + 20], "little")
    entry = hidden[: hidden.index(b"PK\x01\x02")]
    end = bytearray(pack[tail:])
    end[16:20] = (start + len(entry)).to_bytes(4, "little")
    return pack[:start] + entry + pack[start:tail] + bytes(end)


def _behind_content(pack: bytes) -> bytes:
    """Bytes stand behind the end of the packed content of the first file, within its size."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        infos = archive.infolist()
    first = infos[0]
    start = 30 + len(first.filename)
    longer = bytearray(pack[:start] + pack[start : start + first.compress_size] + b"more")
    longer[18:22] = (first.compress_size + 4).to_bytes(4, "little")
    longer += pack[start + first.compress_size : pack.index(b"PK\x01\x02")]
    for info in infos[1:]:
        info.header_offset += 4
    first.compress_size += 4
    buffer = io.BytesIO(bytes(longer))
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        vars(archive).update(fp=buffer, start_dir=len(longer), filelist=infos, _didModify=True)
    return buffer.getvalue()


def _other_order(pack: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(dict(reversed(members.items())))


def _otherwise_packed(pack: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as archive, zipfile.ZipFile(buffer, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    return buffer.getvalue()


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "change",
    [_behind, _before, _commented, _commented_file, _with_extra, _with_rights, _other_local_name, _between,
     _behind_content, _other_order, _otherwise_packed],
)  # fmt: skip
def test_a_zip_that_others_could_read_otherwise_is_refused(change: Callable[[bytes], bytes]) -> None:
    # Given a pack with the cases that were signed, and something in its zip that its writer did not put there
    changed = change(PACK)
    assert changed != PACK
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert {"manifest.json", "manifest.sig", *(f"cases/{path}" for path in CASES)} == set(archive.namelist())
    # When it is opened Then it is refused
    with pytest.raises(UnreadableFileError, match=r"not as it was made|it is damaged"):
        opened(changed)


def _signed(document: object) -> bytes:
    """A pack whose list says something else, signed properly: a signer may be careless, or of a later version."""
    data = json.dumps(document).encode()

    def change(members: dict[str, bytes]) -> None:
        for name in set(members) - _KEPT:
            del members[name]
        members.update({"manifest.json": data, "manifest.sig": signing.sign(data, KEY)})

    return rewritten(change)


def _list(**other: object) -> dict[str, object]:
    file = {"path": "municipalities/a.md", "size": 1, "sha256": "0" * 64}
    return {
        "format": 1,
        "edition": "2030.1",
        "made": "2026-12-01T00:00:00+00:00",
        "signer": "x",
        "needs": "0.1.0",
        "files": [file],
        **other,
    }


@pytest.mark.usefixtures("english")
def test_a_newer_form_is_told_as_such() -> None:
    with pytest.raises(UnreadableFileError, match="newer form"):
        opened(_signed({"format": 2, "something": "new"}))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        _list(format=True),
        _list(format=0),
        _list(edition="../x"),
        _list(edition=""),
        _list(made="yesterday"),
        _list(signer="a\nb"),
        _list(signer="x" * 500),
        _list(signer=None),
        _list(signer="  "),
        _list(files=[]),
        _list(files={}),
        _list(files=[1]),
        _list(files=[{"path": "a.md", "size": -1, "sha256": "0" * 64}]),
        _list(files=[{"path": "a.md", "size": 6_000_000, "sha256": "0" * 64}]),
        _list(files=[{"path": "a.md", "size": 1, "sha256": "z"}]),
        _list(files=[{"path": name, "size": 1, "sha256": "0" * 64} for name in ("a.md", "A.md")]),
    ],
)
def test_a_list_that_no_library_could_have_is_refused_although_it_is_signed(document: object) -> None:
    with pytest.raises(UnreadableFileError, match="no such list"):
        opened(_signed(document))


@pytest.mark.parametrize(
    "path",
    ["../a.md", "/a.md", "a/../b.md", "a\\b.md", "C:a.md", ".a.md", "x/.git/a.md", "con.md", "a .md/b.md", "a.txt",
     "a//b.md", "", "a:b.md", "a\0.md", "a/b/c/d/e/f/g.md", "x" * 200 + ".md", "a.md.", "edition.json"],
)  # fmt: skip
def test_a_path_that_some_system_would_take_for_another_is_no_path_of_a_library(path: str) -> None:
    assert not is_library_path(path)
    with pytest.raises(UnreadableFileError):
        pack_bytes({path: b"text"})


@pytest.mark.parametrize("path", ["a.md", "municipalities/kosai-line-chatbot.md", "資料/国の計画.md"])
def test_a_plain_path_is_one(path: str) -> None:
    assert is_library_path(path)


def test_a_large_library_that_packs_well_is_no_bomb() -> None:
    # Given cases of a megabyte that compress a hundredfold, as repeated text does
    cases = {f"municipalities/{number}.md": b"the same line again\n" * 50_000 for number in range(3)}
    assert len(opened(pack_bytes(cases))) == 3


def test_keys_come_back_from_their_files() -> None:
    private = signing.new_private_key()
    public = signing.public_half(private)
    assert signing.read_private(signing.private_text(private, "県の 発行者")) == (private, "県の 発行者")
    assert signing.read_public(signing.public_text(signing.PublicKey(public, "県"))) == signing.PublicKey(public, "県")


@pytest.mark.parametrize("text", ["", "x", "dx-casebook-public-ed25519 AAAA name", "dx-casebook-public-ed25519 ! n"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError):
        signing.read_public(text)
    # and a private key is never taken for a public one
    with pytest.raises(UnreadableFileError):
        signing.read_public(signing.private_text(KEY, "name"))


def test_a_fingerprint_is_compared_by_its_digits_only() -> None:
    assert signing.same_fingerprint(FINGERPRINT, FINGERPRINT.upper().replace(" ", ":"))
    assert not signing.same_fingerprint(FINGERPRINT, FINGERPRINT[:-1])
    assert not signing.same_fingerprint("", "")


def test_no_private_key_lies_in_the_checkout() -> None:
    root = Path(__file__).resolve().parents[3]
    for folder in ("resources", "cases", "build", "kb_app"):
        for place in (root / folder).rglob("*"):
            assert place.suffix != ".dxkey"
    for key in (root / "resources" / "signers").glob("*.pub"):
        signing.read_public(key.read_text(encoding="utf-8"))


@pytest.mark.parametrize("needs", ["", "v2.0", "next", "1.0.0.0.1", "1.99999"])
def test_a_pack_that_needs_no_version_that_can_be_compared_is_refused(needs: str) -> None:
    # Given a list, rightly signed, whose version no program could tell from its own
    def name_version(members: dict[str, bytes]) -> None:
        listed = json.loads(members["manifest.json"]) | {"needs": needs}
        members["manifest.json"] = json.dumps(listed).encode()
        members["manifest.sig"] = signing.sign(members["manifest.json"], KEY)

    # When it is read Then it is refused, and not taken for one that fits
    with pytest.raises(UnreadableFileError):
        opened(rewritten(name_version))
