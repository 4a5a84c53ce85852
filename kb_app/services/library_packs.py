"""Packs of cases: looked at, taken in, and given up again. It needs no session; sessions are opened anew afterwards."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app import __version__
from kb_app.base.errors import KbError, not_written, system_cause
from kb_app.base.file_lock import held
from kb_app.base.i18n import _
from kb_app.base.progress import silent
from kb_app.base.regular_file import open_regular
from kb_app.domain.content_pack import CaseCounts, Consent, Lack, PackOffer, Standing
from kb_app.domain.edition import version_numbers
from kb_app.domain.pack_wording import consent_error
from kb_app.formats.library_pack import signing
from kb_app.formats.library_pack.checking import LibraryCheck
from kb_app.formats.library_pack.manifest import from_bytes
from kb_app.formats.library_pack.reading import Pack
from kb_app.formats.unreadable import UnreadableFileError
from kb_app.storage import library_room
from kb_app.storage.backup_files.writing import need_room
from kb_app.storage.case_repository import is_case_name
from kb_app.storage.data_lock import alone
from kb_app.storage.library_signers import LibrarySigners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb_app.base.paths import AppPaths
    from kb_app.base.progress import Report
    from kb_app.domain.content_pack import ConsentNeededError, LibraryInUse, Signer
    from kb_app.domain.library import FileReport
    from kb_app.domain.vocabulary import Vocabulary

_MOST_SECONDS_FOR_SWEEPING = 0.0


@dataclass(frozen=True, slots=True)
class LibraryState:
    """The library in use, its documents, when its pack was made and by whom; "" and None without a pack."""

    library: LibraryInUse
    files: int
    made: str = ""
    signer: Signer | None = None


class LibraryPacks:
    """What can be done with packs. What changes something is refused to a window that only reads."""

    def __init__(self, paths: AppPaths, vocabulary: Callable[[], Vocabulary], *, read_only: bool = False) -> None:
        """`vocabulary` gives what the cases of a pack are checked with."""
        self._paths = paths
        self._vocabulary = vocabulary
        self._room = paths.library_room
        self._signers = LibrarySigners(paths.signers_dir, self._room)
        self._read_only = read_only

    def in_use(self) -> LibraryInUse:
        """Return the library that holds now, which another program may just have changed."""
        return library_room.library_in_use(self._paths.bundled_dir, self._room)

    def state(self) -> LibraryState:
        """Return the library in use and where it comes from."""
        library = self.in_use()
        files = sum(1 for place in library.folder.rglob("*") if is_case_name(place.name))
        if not library.is_pack:
            return LibraryState(library, files)
        try:
            signed, signature = library_room.signed_files(self._room / library.pack)
            manifest, key = from_bytes(signed), signing.signed_by(signed, signature)
        except (OSError, UnreadableFileError):
            return LibraryState(library, files)
        return LibraryState(library, files, manifest.made, self._signers.of(key, manifest.signer))

    def damage(self) -> str:
        """Compare every case of the pack in use with what was signed; return what is wrong, "" for nothing."""
        library = self.in_use()
        if library.trouble or not library.is_pack:
            return library.trouble
        try:
            signed, signature = library_room.signed_files(self._room / library.pack)
            signing.signed_by(signed, signature)
            listed = {file.path: file.sha256 for file in from_bytes(signed).files}
            there = _cases_in(library.folder)
            wrong = [path for path, sha256 in listed.items() if _digest(library.folder / path) != sha256]
            wrong += sorted(there.keys() - listed.keys())  # what nobody signed is shown like any other case
        except (OSError, UnreadableFileError) as error:
            return system_cause(error) if isinstance(error, OSError) else error.reason
        if not wrong:
            return ""
        return _("{count} files are not what was signed, such as {path}").format(count=len(wrong), path=wrong[0])

    def can_verify(self) -> bool:
        """Prove that signatures can be checked here: a right one is taken, a wrong one refused."""
        key, text = signing.new_private_key(), b"text"
        signature = signing.sign(text, key)
        try:
            signing.signed_by(b"other text", signature)
        except UnreadableFileError:
            return signing.signed_by(text, signature) == signing.public_half(key)
        return False

    def look(self, file: Path, report: Report = silent) -> PackOffer:
        """Read and verify a whole pack, and return what it would bring; nothing is changed.

        Raises:
            KbError: it is no pack, it was changed or damaged, two of its cases have one id, or it needs a newer
                program.
        """
        with self._opened(file) as pack:
            return self._offer(pack, report)

    def lacks(self, offer: PackOffer, consent: Consent) -> ConsentNeededError | None:
        """Return why `apply` would not take a pack in with so much consent; None where it would."""
        lacks = []
        if not offer.is_known and not signing.same_fingerprint(consent.fingerprint, offer.signer.fingerprint):
            lacks.append(Lack.FINGERPRINT if consent.fingerprint else Lack.SIGNER)
        if offer.is_older and not consent.older:
            lacks.append(Lack.OLDER)
        return consent_error(_not_taken_in(), offer, consent.fingerprint, tuple(lacks)) if lacks else None

    def need_writing(self) -> None:
        """See to it, before anything is begun, that packs can be taken in here.

        Raises:
            KbError: this window only reads, another update is under way, or the data folder cannot be written.
        """
        self._refuse_reading()
        with self._updating(_not_taken_in()):
            need_room(self._room, 0)

    def apply(self, file: Path, consent: Consent, report: Report = silent) -> PackOffer:
        """Take a pack in, verified as a whole; sessions that are opened from now on read it.

        Raises:
            ConsentNeededError: the signer is unknown or the edition older, and the person did not agree.
            KbError: as of `look`; or it cannot be written. Then the library is what it was. Only where the signer could
                not be remembered, which the sentence says, the pack is in use.
        """
        self._refuse_reading()
        with self._opened(file) as pack, self._updating(_not_taken_in()):
            offer = self._offer(pack, report)
            self._need_consent(offer, consent)
            self._sweep()
            need_room(self._room, offer.size)
            # What is read here is verified file by file; only what is verified as a whole gets its name.
            files = pack.contents(_("Taking the cases in"), report)
            folder = library_room.lay_out(self._room, offer.edition, (pack.manifest_bytes, pack.signature_bytes), files)
            library_room.use(self._room, folder, offer.edition, library_room.edition_in(self._paths.bundled_dir))
            self._sweep()
            if consent.remember and not offer.is_known:
                self._remember(pack.key, offer.signer.name)
        return offer

    def give_up(self) -> LibraryInUse:
        """Go back to the cases that came with the program.

        Raises:
            KbError: that cannot be written.
        """
        self._refuse_reading()
        with self._updating(_("The cases that came with the program were not gone back to.")):
            library_room.use_none(self._room)
            self._sweep()
        return self.in_use()

    def signers(self) -> tuple[Signer, ...]:
        """Return whose packs are taken in without a question: first those whose key came with the program.

        Raises:
            KbError: who was accepted cannot be read.
        """
        try:
            return self._signers.listed()
        except (OSError, ValueError) as error:
            what = _("It cannot be read which signers were accepted.")
            cause = system_cause(error) if isinstance(error, OSError) else _("its file is damaged")
            remedy = _("Until that is mended, their packs are asked about like those of unknown signers.")
            raise KbError(what, cause, remedy) from error

    def forget(self, fingerprint: str) -> Signer:
        """Know a signer no more whom a person accepted; its next pack is asked about again. Its cases stay.

        Raises:
            KbError: nobody accepted has this fingerprint, or that cannot be written.
        """
        self._refuse_reading()
        what = _("The signer was not forgotten.")
        known = [one for one in self.signers() if signing.same_fingerprint(one.fingerprint, fingerprint)]
        signer = next((one for one in known if one.standing is Standing.ACCEPTED), None)
        if signer is None:
            came = _("its key came with the program") if known else _("no known signer has this fingerprint")
            raise KbError(what, came)
        with self._updating(what):
            self._signers.forget(signer.fingerprint)
        return signer

    def sweep(self) -> None:
        """Remove packs that are not used any more, unless somebody may still be reading them."""
        with suppress(OSError, KbError), held(self._lock) as is_ours:
            if is_ours:
                self._sweep()

    def _remember(self, key: bytes, name: str) -> None:
        try:
            self._signers.accept(key, name)
        except OSError as error:
            raise KbError(
                _("The cases were taken in, but their signer “{name}” could not be remembered.").format(name=name),
                system_cause(error),
                _("You will be asked about it again with its next pack."),
            ) from error

    @property
    def _lock(self) -> Path:
        return self._room / "updating.lock"

    def _sweep(self) -> None:
        with suppress(KbError), alone(self._paths.data_lock, _MOST_SECONDS_FOR_SWEEPING):
            library_room.sweep(self._room, keep=self.in_use().pack)

    def _offer(self, pack: Pack, report: Report) -> PackOffer:
        manifest, present = pack.manifest, self.in_use()
        if version_numbers(manifest.needs) > version_numbers(__version__):
            raise KbError(
                _not_taken_in(),
                _("it needs version {version} of the program").format(version=manifest.needs),
                _("Install the newer program first, then open the pack again."),
            )
        return PackOffer(
            manifest.edition,
            manifest.made,
            self._signers.of(pack.key, manifest.signer),
            len(manifest.files),
            manifest.size,
            _counts(pack, present.folder),
            present.edition,
            pack.digest,
            self._faulty(pack, report),
        )

    def _faulty(self, pack: Pack, report: Report) -> tuple[FileReport, ...]:
        """Read every file once, verified, and return those with something to be mended."""
        check = LibraryCheck(self._vocabulary())
        for path, data in pack.contents(_("Verifying the pack"), report):
            check.look_at(path, data)
        if check.repeated:
            # Which of the two would be shown, with the notes on that id, would be a matter of chance.
            first, second = check.repeated[0]
            cause = _("two of its cases have one id: {first} and {second}").format(first=first, second=second)
            raise KbError(_not_taken_in(), cause, _("Nothing was changed. Tell the publisher of the pack."))
        return tuple(found for found in check.reports if found.has_error)

    def _need_consent(self, offer: PackOffer, consent: Consent) -> None:
        if consent.digest and consent.digest != offer.digest:
            raise KbError(
                _not_taken_in(),
                _("the file is another one than was shown"),
                _("Nothing was changed. Open it once more."),
            )
        refused = self.lacks(offer, consent)
        if refused is not None:
            raise refused

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Pack]:
        try:
            with open_regular(file) as opened, Pack(opened) as pack:
                yield pack
        except UnreadableFileError as error:
            raise KbError(_not_taken_in(), error.reason, _("Nothing was changed. Get the file once more.")) from error
        except OSError as error:
            raise KbError(
                _not_taken_in(), system_cause(error), _("Nothing was changed. See to that, and try again.")
            ) from error

    @contextmanager
    def _updating(self, what: str) -> Iterator[None]:
        """One update at a time; `what` says what could not be done."""
        try:
            with held(self._lock) as is_ours:
                if not is_ours:
                    raise KbError(what, _("another update is under way"), _("Wait until that is finished."))
                yield
        except OSError as error:
            raise not_written(self._paths.data_dir, error, what, _("Nothing was changed.")) from error

    def _refuse_reading(self) -> None:
        if self._read_only:
            raise KbError(
                _("Nothing can be changed here."),
                _("this window only reads, because another one is open"),
                _("Close the other window, and start the program again."),
            )


def _counts(pack: Pack, folder: Path) -> CaseCounts:
    """Compare the files of a pack with those of the library in use, by their paths."""
    there = _cases_in(folder)
    packed = {file.path: file for file in pack.manifest.files}
    both = packed.keys() & there.keys()
    changed = sum(1 for path in both if _digest(there[path]) != packed[path].sha256)
    return CaseCounts(len(packed) - len(both), changed, len(there) - len(both))


def _cases_in(folder: Path) -> dict[str, Path]:
    """The case files below a folder by their paths, also those whose ending no pack may have."""
    return {place.relative_to(folder).as_posix(): place for place in folder.rglob("*") if is_case_name(place.name)}


def _digest(place: Path) -> str:
    """The SHA-256 of a file, "" where it cannot be read."""
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError:
        return ""


def _not_taken_in() -> str:
    return _("The pack of cases was not taken in.")
