from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb_app.base.paths import AppPaths
from kb_app.ui.theme.roles import ROLES, SHAPE_PAIRS, TEXT_PAIRS, THEMES, contrast

UI = Path(__file__).parents[2] / "kb_app" / "ui"
SHEET = AppPaths.under(Path()).resources_dir / "style" / "app.qss"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("letters", "ground"), TEXT_PAIRS)
def test_letters_can_be_read(theme, letters, ground):
    place = THEMES.index(theme)
    assert contrast(ROLES[letters][place], ROLES[ground][place]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), SHAPE_PAIRS)
def test_lines_can_be_seen(theme, line, ground):
    place = THEMES.index(theme)
    assert contrast(ROLES[line][place], ROLES[ground][place]) >= 3


def test_contrast_is_what_the_guideline_computes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#333333", "#ffffff") == pytest.approx(12.63, abs=0.01)


def test_every_role_of_the_style_sheet_is_in_the_table():
    used = set(re.findall(r"@([a-z_]+)", re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)))
    assert used <= set(ROLES)


def test_letters_and_ground_that_the_style_sheet_puts_together_are_in_the_list_of_pairs():
    # Given every rule that sets both
    rules = re.findall(r"\{([^}]*)\}", SHEET.read_text(encoding="utf-8"))
    found = set()
    for rule in rules:
        ground = re.search(r"(?<!-)background: @([a-z_]+)", rule)
        letters = re.search(r"(?<!-)color: @([a-z_]+)", rule)
        if ground and letters:
            found.add((letters[1], ground[1]))
    # Then each pair is one whose contrast is tested
    assert found
    assert found <= set(TEXT_PAIRS)


def test_colours_stand_only_in_the_table():
    for file in [*UI.rglob("*.py"), SHEET]:
        if file.name != "roles.py":
            assert not re.findall(r"#[0-9a-fA-F]{6}\b", file.read_text(encoding="utf-8")), file


def test_sizes_of_the_style_sheet_follow_the_text_size(theme):
    # Given a theme at 100 %
    assert theme.filled("font-size: @16px; color: @text") == "font-size: 16px; color: #333333"
    # When the person chooses 150 % and the dark theme
    theme.use("dark", 150)
    # Then both follow at once
    assert theme.filled("font-size: @16px; color: @text") == f"font-size: 24px; color: {ROLES['text'][1]}"
    assert theme.name == "dark"


def test_a_change_is_told(theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.use("contrast", 100)
