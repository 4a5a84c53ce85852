from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from kb_app.ui.widgets.choice_box import ChoiceBox


@pytest.mark.qt_log_ignore("does not support")
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_every_choice_can_be_seen_whichever_is_chosen(qtbot, theme, scale):
    # Given a box with a few choices
    theme.use("light", scale)
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems([f"選択肢{number}" for number in range(6)])
    box.show()
    # (a menu with arrows at both ends is too short for what it holds, once it was opened with the mouse)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert not box.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, option, box)
    for chosen in (0, 5, 0):
        box.setCurrentIndex(chosen)
        # When it is opened, not for the first time either
        box.showPopup()
        qtbot.wait(20)
        view = box.view()
        # Then nothing has to be scrolled
        rows = sum(view.sizeHintForRow(row) for row in range(box.count()))
        assert view.viewport().height() >= rows
        assert view.verticalScrollBar().maximum() == 0
        box.hidePopup()
