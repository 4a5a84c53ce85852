"""The one table of colours: what each is for, and its value in the light, the dark and the high-contrast theme.

Light follows the design tokens of Japan's Digital Agency; a test computes the contrast of every pair in `TEXT_PAIRS`
(4.5:1) and `SHAPE_PAIRS` (3:1).
"""

from __future__ import annotations

LIGHT, DARK, CONTRAST = "light", "dark", "contrast"
THEMES = (LIGHT, DARK, CONTRAST)

ROLES: dict[str, tuple[str, str, str]] = {
    # role: (light, dark, contrast)
    "window": ("#ffffff", "#1f2023", "#000000"),
    "panel": ("#f8f8fb", "#26272b", "#000000"),
    "card": ("#f2f2f2", "#303136", "#000000"),
    "card_border": ("#f2f2f2", "#303136", "#ffffff"),
    "field": ("#ffffff", "#191a1c", "#000000"),
    "text": ("#333333", "#e8e8eb", "#ffffff"),
    "heading": ("#1a1a1a", "#ffffff", "#ffffff"),
    "secondary": ("#4d4d4d", "#c3c4c9", "#ffffff"),
    "faint": ("#626264", "#a9aab0", "#ffffff"),
    "key": ("#0017c1", "#9db7f9", "#ffff00"),
    "key_hover": ("#00118f", "#c5d7fb", "#ffffff"),
    "on_key": ("#ffffff", "#00083f", "#000000"),
    "step": ("#0017c1", "#2e4fd6", "#ffff00"),
    "on_step": ("#ffffff", "#ffffff", "#000000"),
    "selected": ("#e8f1fe", "#2a3557", "#1a1a66"),
    "on_selected": ("#0017c1", "#c5d7fb", "#ffffff"),
    "link": ("#0017c1", "#9db7f9", "#66e0ff"),
    "border": ("#666666", "#9a9ba1", "#ffffff"),
    "divider": ("#d8d8db", "#45464c", "#ffffff"),
    "mark": ("#ffe380", "#6b5200", "#ffff00"),
    "on_mark": ("#333333", "#ffffff", "#000000"),
    "mark_now": ("#ff9f45", "#ffc46b", "#00ffff"),
    "on_mark_now": ("#1a1a1a", "#1a1a1a", "#000000"),
    "warning": ("#fff8e6", "#3a3016", "#000000"),
    "on_warning": ("#4a3400", "#f7e2ae", "#ffffff"),
    "warning_border": ("#927200", "#c9a227", "#ffff00"),
    "focus": ("#000000", "#ffffff", "#00ffff"),
}

TEXT_PAIRS = (
    *(("text", ground) for ground in ("window", "panel", "card", "field")),
    *(("heading", ground) for ground in ("window", "card")),
    *(("secondary", ground) for ground in ("window", "panel", "card", "field")),
    *(("faint", ground) for ground in ("window", "panel", "card", "field")),
    *(("key", ground) for ground in ("window", "panel", "card", "selected")),
    *(("link", ground) for ground in ("window", "card", "warning")),
    ("on_key", "key"),
    ("on_key", "key_hover"),
    ("on_step", "step"),
    ("on_selected", "selected"),
    ("text", "selected"),
    ("on_mark", "mark"),
    ("on_mark_now", "mark_now"),
    ("on_warning", "warning"),
)
"""Pairs (letters, ground) that stand on the screen."""

SHAPE_PAIRS = (
    *(("border", ground) for ground in ("window", "panel", "field", "card")),
    *(("focus", ground) for ground in ("window", "panel", "field", "card", "selected")),
    *(("key", ground) for ground in ("window", "panel", "field")),
    ("warning_border", "warning"),
)
"""Pairs (line or shape, ground) that a person has to see to use the program."""


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it (1 to 21)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
