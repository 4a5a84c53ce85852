"""A whole collection of cases, as the government's data model describes it (DS-451-3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Who hands on which cases. `year` has four digits; `language` is a code of three letters."""

    title: str = ""
    summary: str = ""
    publisher: str = ""
    year: str = ""
    licence: str = ""
    language: str = "JPN"
