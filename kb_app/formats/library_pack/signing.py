"""Ed25519 keys and signatures as texts. The only module that knows the library that calculates them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from kb_app.base.i18n import _
from kb_app.formats.unreadable import UnreadableFileError

_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_PUBLIC, _PRIVATE = "dx-casebook-public-ed25519", "dx-casebook-private-ed25519"
_GROUPS, _GROUP = 8, 4


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key that a signature is checked with, and the name of whoever holds its private half."""

    key: bytes
    name: str


def new_private_key() -> bytes:
    """Return a new private key (32 bytes of chance)."""
    from nacl.signing import SigningKey

    return bytes(SigningKey.generate())


def public_half(private: bytes) -> bytes:
    """Return the public key of a private one."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(private).verify_key)


def sign(data: bytes, private: bytes) -> bytes:
    """Return the signature over `data` as the small file that lies beside it."""
    from nacl.signing import SigningKey

    return _signature_file(public_half(private), SigningKey(private).sign(data).signature)


def signed_by(data: bytes, signature: bytes) -> bytes:
    """Return the public key that `data` was signed with, the signature being right.

    Raises:
        UnreadableFileError: it is not right, no signature, or written another way than `sign` does.
    """
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        document = json.loads(signature)
        if document["algorithm"] != "ed25519":
            raise _bad()
        key, signed = _decoded(document["public_key"]), _decoded(document["signature"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _bad() from error
    # Nothing signs this file itself, so it is not to hold more than the key and the signature.
    if len(key) != _KEY_BYTES or len(signed) != _SIGNATURE_BYTES or signature != _signature_file(key, signed):
        raise _bad()
    try:
        VerifyKey(key).verify(data, signed)
    except (BadSignatureError, ValueError) as error:
        raise _bad() from error
    return key


def fingerprint(key: bytes) -> str:
    """Return what a person can compare a public key by: 32 hexadecimal digits in groups of four."""
    digits = hashlib.sha256(key).hexdigest()
    return " ".join(digits[start : start + _GROUP] for start in range(0, _GROUPS * _GROUP, _GROUP))


def same_fingerprint(one: str, other: str) -> bool:
    """Return whether two are the same, however they are grouped; an empty one is none."""
    return _digits(one) == _digits(other) != ""


def public_text(key: PublicKey) -> str:
    """Return a public key as the line of a `.pub` file."""
    return f"{_PUBLIC} {_base64(key.key)} {key.name}\n"


def private_text(private: bytes, name: str) -> str:
    """Return a private key as the line of a key file."""
    return f"{_PRIVATE} {_base64(private)} {name}\n"


def read_public(text: str) -> PublicKey:
    """Read the line of a `.pub` file.

    Raises:
        UnreadableFileError: it is none.
    """
    key, name = _read_key(text, _PUBLIC)
    return PublicKey(key, name)


def read_private(text: str) -> tuple[bytes, str]:
    """Read the line of a key file: the private key, and the name of its holder.

    Raises:
        UnreadableFileError: it is none.
    """
    return _read_key(text, _PRIVATE)


def _read_key(text: str, kind: str) -> tuple[bytes, str]:
    parts = text.strip().split(" ", 2)
    try:
        if len(parts) == 3 and parts[0] == kind and len(key := _decoded(parts[1])) == _KEY_BYTES:
            return key, parts[2]
    except ValueError:
        pass
    raise UnreadableFileError(_("it holds no key"))


def _signature_file(key: bytes, signature: bytes) -> bytes:
    document = {"algorithm": "ed25519", "public_key": _base64(key), "signature": _base64(signature)}
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _digits(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _bad() -> UnreadableFileError:
    return UnreadableFileError(_("its signature is not right: it was changed after it was signed, or damaged"))
