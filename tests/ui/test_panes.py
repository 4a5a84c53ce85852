from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from kb_app.ui.widgets.panes import Panes


@pytest.fixture
def make(qtbot, theme):
    def panes(places=None):
        made = Panes(QWidget(), QWidget(), QWidget(), theme)
        qtbot.addWidget(made)
        made.resize(1280, 700)
        made.show()
        if places is not None:
            made.restore(places)
        return made

    return panes


def drag(panes, handle, place):
    panes.moveSplitter(place, handle)  # what the mouse does, with its signal


def test_one_pane_mode_leaves_the_widths_as_they_were(make, theme, qtbot):
    # Given widths that a person has dragged
    panes = make()
    drag(panes, 1, 300)
    drag(panes, 2, 800)
    before, remembered = panes.sizes(), panes.remembered()
    # When there is room for one pane only, several times, by text size and by width
    for _number in range(4):
        theme.use("light", 200)
        assert panes.is_narrow
        assert panes.remembered() == remembered
        theme.use("light", 100)
        panes.resize(700, 700)
        panes.resize(1280, 700)
    # Then the widths are the person's
    qtbot.waitUntil(lambda: panes.sizes() == before)
    assert panes.remembered() == remembered


def test_widths_are_found_again_at_the_next_start(make):
    # Given dragged widths
    panes = make()
    drag(panes, 1, 310)
    # When the next start restores them
    again = make(panes.remembered())
    # Then they are the same
    assert again.sizes() == panes.sizes()


def test_filters_that_are_folded_away_keep_their_width(make):
    # Given folded filters, whose neighbours are dragged
    panes = make()
    drag(panes, 1, 310)
    before = panes.sizes()[0]
    panes.show_filters(False)
    drag(panes, 2, 500)
    # When they are unfolded, also after the next start
    panes.show_filters(True)
    assert panes.sizes()[0] == before
    assert make(panes.remembered()).sizes()[0] == before


@pytest.mark.parametrize("text", ["", "1 2", "0 0 0", "a b c"])
def test_widths_that_make_no_sense_are_passed_over(make, text):
    assert make({"search.pane_widths": text}).sizes() == make().sizes()
