"""Cards of effects: what of a figure stays together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from kb_app.domain.outcome import Outcome
from kb_app.ui.widgets.outcome_cards import OutcomeCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def card_of(outcome: Outcome, qtbot: QtBot) -> OutcomeCard:
    card = OutcomeCard(outcome, set())
    qtbot.addWidget(card)
    return card


def lines(card: OutcomeCard, words: str) -> int:
    """How many lines the figure takes where there is room for some words."""
    label = next(label for label in card.findChildren(QLabel) if label.property("look") == "outcome_headline")
    width = label.fontMetrics().horizontalAdvance(words)
    return round(label.heightForWidth(width) / label.heightForWidth(10_000))


@pytest.mark.usefixtures("japanese")
def test_a_figure_and_its_unit_stay_on_one_line(qtbot: QtBot):
    # Given a card that is just too narrow for its figure, Then that is not taken apart
    card = card_of(Outcome("件数", "件/月", after=12), qtbot)
    assert lines(card, "12件/") == 1
    # and two figures are parted between them
    card = card_of(Outcome("件数", "件/月", before=1200, after=12), qtbot)
    assert lines(card, "1,200件/月 →") == 2


@pytest.mark.usefixtures("japanese")
def test_a_figure_that_is_a_sentence_is_parted_where_it_has_to(qtbot: QtBot):
    card = card_of(Outcome("件数", "", after="申請の半分ほどがスマートフォンから届くようになった"), qtbot)
    assert lines(card, "申請の半分ほどがス") > 1


@pytest.mark.usefixtures("japanese")
def test_what_is_read_aloud_has_no_joiners(qtbot: QtBot):
    assert "12件/月" in card_of(Outcome("件数", "件/月", after=12), qtbot).accessibleName()
