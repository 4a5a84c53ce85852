"""Which of two editions is the newer one."""

from __future__ import annotations

import pytest

from kb_app.domain.edition import Edition


@pytest.mark.parametrize(
    ("older", "newer"),
    [("2026.11.28", "2026.12.1"), ("2026.9.30", "2026.10.1"), ("2026", "2026.1"), ("2026.11.28", "2026.11.28.1")],
)
def test_numbers_are_compared_and_not_letters(older: str, newer: str) -> None:
    assert Edition.of(newer).is_newer(Edition.of(older))
    assert not Edition.of(older).is_newer(Edition.of(newer))


def test_the_same_edition_is_not_newer_however_it_is_written() -> None:
    assert not Edition.of("2026.11").is_newer(Edition.of("2026.11.0"))
    assert not Edition.of("2026.11.0").is_newer(Edition.of("2026.11"))
    assert not Edition.of("2026.01.5").is_newer(Edition.of("2026.1.5"))


@pytest.mark.parametrize("text", ["", "x", "2026-11-28", "1.2.3.4.5", "../1", "2026.", "２０２６", None, 2026, "1" * 9])
def test_what_is_no_edition_is_older_than_every_one(text: object) -> None:
    edition = Edition.of(text)
    assert not edition
    assert Edition.of("1").is_newer(edition)
