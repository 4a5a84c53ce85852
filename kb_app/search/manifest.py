"""What an index must have been made with to be ours, told without opening a file of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import version

from kb_app.domain.folding import FOLDING_VERSION
from kb_app.search.analyzer import ANALYZER_VERSION
from kb_app.search.schema import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Manifest:
    """Versions of everything that a row depends on, a digest of the axes, and a token from our own database.

    Synonyms are not named: they belong to the query, and a change of them needs no new index.
    """

    schema: str
    analyzer: str
    folding: str
    dictionary: str
    axes: str
    token: str

    @classmethod
    def of(cls, axes_digest: str, token: str) -> Manifest:
        """Return the manifest of an index that this program makes now."""
        return cls(
            schema=SCHEMA_VERSION,
            analyzer=f"{ANALYZER_VERSION} sudachipy {version('sudachipy')}",
            folding=FOLDING_VERSION,
            dictionary=version("sudachidict_small"),
            axes=axes_digest,
            token=token,
        )

    def is_that_of(self, stored: object) -> bool:
        """Return whether a manifest read from the disk says the same; what else stands in it does not matter."""
        return isinstance(stored, dict) and all(stored.get(name) == value for name, value in asdict(self).items())
