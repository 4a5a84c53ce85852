"""Libraries of cases that come as a signed file: who made one, what it would bring, and which library is in use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.domain.edition import Edition
    from kb_app.domain.library import FileReport


class Standing(StrEnum):
    """What is known of a signer."""

    PUBLISHER = "publisher"
    """The key came with the program."""
    ACCEPTED = "accepted"
    """A person of this office said that the key is to be trusted."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever holds the key that a pack was signed with.

    `name` is only claimed where the signer is unknown. `fingerprint` tells the key from every other. `namesakes` are
    the fingerprints of known signers of that name, where the key is none of theirs: somebody else may be using it.
    """

    name: str
    fingerprint: str
    standing: Standing
    namesakes: tuple[str, ...] = ()


class Lack(StrEnum):
    """What a person has not agreed to, and without which a pack is not taken in."""

    SIGNER = "signer"
    """The signer is not known."""
    FINGERPRINT = "fingerprint"
    """The signer is not known, and the fingerprint that the person gave is that of another key."""
    OLDER = "older"
    """The edition is older than the one in use."""


class ConsentNeededError(KbError):
    """A pack is not taken in for want of what `lacks` names; it is in order otherwise."""

    def __init__(self, what: str, cause: str, remedy: str, lacks: tuple[Lack, ...]) -> None:
        super().__init__(what, cause, remedy)
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class LibraryInUse:
    """The library whose cases are shown: where its files are, and the pack it came as (None: with the program).

    `trouble` says why a pack that was taken in is not used, "" where nothing is wrong.
    """

    folder: Path
    edition: Edition
    pack: str = ""
    trouble: str = ""

    @property
    def is_pack(self) -> bool:
        """Whether it was taken in from a pack."""
        return bool(self.pack)


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases are new, changed or gone, compared with the library in use."""

    new: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A pack that was read and verified as a whole, and what taking it in would bring.

    `made` is an ISO time (UTC). `digest` is the SHA-256 of what was signed: the same digest is the same pack. `faulty`
    are the files in which something has to be mended, so that their cases are not shown, or not as they were meant.
    """

    edition: Edition
    made: str
    signer: Signer
    files: int
    size: int
    counts: CaseCounts
    present: Edition
    digest: str
    faulty: tuple[FileReport, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the signer is known."""
        return self.signer.standing is not Standing.UNKNOWN

    @property
    def is_older(self) -> bool:
        """Whether the library in use is newer."""
        return self.present.is_newer(self.edition)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person said about a pack that is not taken in without asking.

    `fingerprint` is that of an unknown signer who is accepted, "" for none; `remember` keeps that for later packs;
    `older` takes in an edition that is older than the one in use. `digest` is that of the pack that was shown to the
    person, "" where none was: another one is not taken in.
    """

    fingerprint: str = ""
    remember: bool = False
    older: bool = False
    digest: str = ""
