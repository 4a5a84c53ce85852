from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from kb_app.ui.widgets.window_place import fills, first_place, on_a_screen

LARGE = QRect(0, 0, 1920, 1040)
SMALL = QRect(0, 0, 1280, 680)


@pytest.mark.parametrize("screen", [LARGE, SMALL, QRect(1920, 0, 1366, 728)])
def test_the_first_window_is_never_bigger_than_the_screen(screen):
    assert screen.contains(first_place(screen))


def test_where_there_is_room_the_first_window_has_the_intended_size():
    assert (first_place(LARGE).width(), first_place(LARGE).height()) == (1366, 768)


def test_on_a_screen_of_the_least_size_the_window_takes_all_of_it():
    assert [fills(QRect(0, 0, 1366, 728)), fills(SMALL), fills(LARGE)] == [True, True, False]


@pytest.mark.parametrize(
    "place", [QRect(3000, 100, 1366, 768), QRect(-900, -400, 1366, 768), QRect(600, 500, 1200, 600), QRect(0, 0, 9, 9)]
)
def test_a_remembered_window_comes_back_onto_a_screen(place):
    assert LARGE.contains(on_a_screen(place, [LARGE]))


def test_a_window_on_the_second_screen_stays_there():
    second = QRect(1920, 0, 1920, 1040)
    place = QRect(2000, 100, 1366, 768)
    assert on_a_screen(place, [LARGE, second]) == place
