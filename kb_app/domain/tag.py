"""Free tags: what a name may be, and which names are the same tag."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.characters import kept_text
from kb_app.domain.folding import fold

LONGEST_TAG = 60
"""Characters: what fits into a line of the filters."""

_UNSEEN = regex.compile(r"(?V1)\p{Default_Ignorable_Code_Point}")
# Joiners of pictures, and selectors of one form of a character (葛󠄀), belong to what is seen.
_UNSEEN_ALONE = regex.compile(r"(?V1)[\p{DI}--[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]]")


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag of the staff, and how many documents they put it on."""

    name: str
    count: int


def tag_name(text: str) -> str:
    """Return a name as it is kept: one line, single spaces, composed characters, without the # in front.

    Characters that nobody sees are left out: with them two names would look the same.

    Raises:
        KbError: nothing is left of it, or it is longer than sixty characters.
    """
    readable = "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in _UNSEEN_ALONE.sub("", kept_text(text))
    )
    name = " ".join(unicodedata.normalize("NFC", readable).split()).lstrip("#＃ ")
    if not any(character.isprintable() and not character.isspace() for character in _UNSEEN.sub("", name)):
        raise KbError(_("The tag could not be added."), _("it has no characters"), _("Type a word or two."))
    if len(name) > LONGEST_TAG:
        raise KbError(
            _("The tag could not be added."),
            _("it has {count} characters").format(count=len(name)),
            _("A tag has at most {most} characters; longer texts belong into a note.").format(most=LONGEST_TAG),
        )
    return name


def tag_key(name: str) -> str:
    """Return what two names share that are one tag: ＢＰＲ and bpr, デジタル and ﾃﾞｼﾞﾀﾙ."""
    return fold(name).strip()
