"""The list of municipalities, for whoever has to choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.municipality import Municipality


class Places:
    """What came with the program."""

    def __init__(self, municipalities: Mapping[str, Municipality]) -> None:
        self._municipalities = municipalities

    def all(self) -> tuple[Municipality, ...]:
        """Return every municipality, administrative ward and prefecture, in the order of their codes."""
        return tuple(self._municipalities[code] for code in sorted(self._municipalities))
