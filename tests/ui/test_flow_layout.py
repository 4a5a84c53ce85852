from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLabel, QWidget

from kb_app.ui.widgets.flow_layout import FlowLayout


def test_what_is_taken_out_is_deleted_with_its_layout_items(qtbot):
    # Given a line of widgets
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place)
    for number in range(3):
        flow.addWidget(QLabel(str(number)))
    items = [flow.itemAt(number) for number in range(3)]
    # When it is cleared
    flow.clear()
    # Then neither items nor widgets are left
    assert flow.count() == 0
    assert [item for item in items if shiboken6.isValid(item)] == []
    qtbot.waitUntil(lambda: place.findChildren(QLabel) == [])
