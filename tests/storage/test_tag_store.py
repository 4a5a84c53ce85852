"""Free tags: put on, taken off, renamed, merged, deleted, and all of it undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.storage.conftest import Clock, Desk

pytestmark = pytest.mark.usefixtures("english")


def counts(desk: Desk) -> dict[str, int]:
    return {tag.name: tag.count for tag in desk.tags.counts()}


def test_tags_are_put_on_many_documents_at_once(desk: Desk):
    change = desk.tags.put_on(["a", "b"], ["視察", "予算"])
    assert desk.tags.of_document("a") == desk.tags.of_document("b") == ("視察", "予算")
    assert counts(desk) == {"視察": 2, "予算": 2}
    # Once more is no change
    assert not desk.tags.put_on(["a", "b"], ["視察", "予算"])
    assert change


def test_tags_of_one_moment_stand_in_the_order_they_came(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(clock), "__call__", lambda clock: clock.now)
    names = [f"札{number}" for number in range(12)]
    desk.tags.put_on(["a"], names)
    assert desk.tags.of_document("a") == tuple(names)


def test_the_most_used_tag_comes_first_and_an_unused_one_is_listed(desk: Desk):
    desk.tags.put_on(["a"], ["う", "あ"])
    desk.tags.put_on(["a", "b"], ["い"])
    desk.tags.take_off(["a"], ["う"])
    assert [(tag.name, tag.count) for tag in desk.tags.counts()] == [("い", 2), ("あ", 1), ("う", 0)]


@pytest.mark.parametrize("other", ["ＢＰＲ", "bpr", "Ｂｐｒ"])
def test_a_tag_in_other_width_or_case_is_the_same_tag(desk: Desk, other: str):
    desk.tags.put_on(["a"], ["BPR"])
    desk.tags.put_on(["b"], [other])
    assert desk.tags.of_document("b") == ("BPR",)
    assert counts(desk) == {"BPR": 2}
    desk.tags.take_off(["a"], [other])
    assert desk.tags.of_document("a") == ()


def test_a_tag_in_other_kana_is_the_same_tag(desk: Desk):
    desk.tags.put_on(["a"], ["デジタル", "ﾃﾞｼﾞﾀﾙ", "でじたる"])
    assert counts(desk) == {"デジタル": 1}


def test_taking_a_tag_off_notes_that_it_does_not_hold_whatever_the_file_says(desk: Desk):
    # Given a tag that staff put on, which the file may have too
    desk.tags.put_on(["a"], ["LINE"])
    # When it is taken off, then it does not hold, whoever put it there
    change = desk.tags.take_off(["a"], ["ｌｉｎｅ"])
    added = desk.annotations.of_document("a")
    assert (added.tags, added.taken_tags) == ((), ("ｌｉｎｅ",))
    # Once more is no change, putting it on restores both, and so does undoing
    assert not desk.tags.take_off(["a"], ["LINE"])
    put = desk.tags.put_on(["a"], ["LINE"])
    assert desk.annotations.of_document("a").taken_tags == ()
    desk.rows.undo(put)
    desk.rows.undo(change)
    added = desk.annotations.of_document("a")
    assert (added.tags, added.taken_tags) == (("LINE",), ())


def test_a_tag_is_renamed_on_all_its_documents(desk: Desk):
    desk.tags.put_on(["a", "b"], ["視察"])
    change = desk.tags.rename("視察", "視察候補")
    assert counts(desk) == {"視察候補": 2}
    assert desk.tags.of_document("b") == ("視察候補",)
    desk.rows.undo(change)
    assert counts(desk) == {"視察": 2}


def test_a_name_that_differs_in_case_only_is_no_other_tag(desk: Desk):
    desk.tags.put_on(["a"], ["line"])
    assert desk.tags.rename("ＬＩＮＥ", "LINE")
    assert counts(desk) == {"LINE": 1}
    assert not desk.tags.rename("line", "LINE")


@pytest.mark.parametrize("new", ["LINE", "ｌｉｎｅ"])
def test_renaming_onto_another_tag_is_refused(desk: Desk, new: str):
    desk.tags.put_on(["a"], ["視察", "LINE"])
    before = desk.content()
    with pytest.raises(KbError, match="there is a tag “LINE” already What to do: Merge the two instead"):
        desk.tags.rename("視察", new)
    assert desk.content() == before


def test_two_tags_become_one_and_the_change_is_undone(desk: Desk):
    # Given two tags, which share one document
    desk.tags.put_on(["a", "b"], ["視察"])
    desk.tags.put_on(["b", "c"], ["見学"])
    before = {document: desk.tags.of_document(document) for document in "abc"}
    # When one is merged into the other
    change = desk.tags.merge("視察", "見学")
    # Then there is one, on all of them
    assert counts(desk) == {"見学": 3}
    assert {document: desk.tags.of_document(document) for document in "abc"} == dict.fromkeys("abc", ("見学",))
    # and undoing brings both back, and undoing that the one
    again = desk.rows.undo(change)
    assert {document: desk.tags.of_document(document) for document in "abc"} == before
    desk.rows.undo(again)
    assert counts(desk) == {"見学": 3}


def test_merging_a_tag_with_itself_or_with_none_is_refused(desk: Desk):
    desk.tags.put_on(["a"], ["LINE"])
    with pytest.raises(KbError, match="both are the same tag"):
        desk.tags.merge("LINE", "ｌｉｎｅ")
    for words in (("LINE", "無い"), ("無い", "LINE")):
        with pytest.raises(KbError, match="no tag of yours is called “無い”"):
            desk.tags.merge(*words)
    assert counts(desk) == {"LINE": 1}


def test_a_tag_is_deleted_everywhere_and_comes_back_everywhere(desk: Desk):
    desk.tags.put_on(["a", "b"], ["視察", "予算"])
    change = desk.tags.delete("視察")
    assert (counts(desk), desk.tags.of_document("a")) == ({"予算": 2}, ("予算",))
    desk.rows.undo(change)
    assert (counts(desk), desk.tags.of_document("a")) == ({"視察": 2, "予算": 2}, ("視察", "予算"))


@pytest.mark.parametrize("act", ["delete", "rename"])
def test_a_tag_that_there_is_not_is_said(desk: Desk, act: str):
    with pytest.raises(KbError, match="no tag of yours is called “無い”"):
        getattr(desk.tags, act)(*["無い", "有る"][: 1 if act == "delete" else 2])


def test_a_deletion_is_not_undone_once_there_is_a_new_tag_of_that_name(open_desk: Callable[[], Desk]):
    # Given a tag that one deletes while another makes a new one of that name
    one, other = open_desk(), open_desk()
    one.tags.put_on(["a", "b"], ["視察"])
    change = one.tags.delete("視察")
    other.tags.put_on(["c"], ["視察"])
    before = one.content()
    # When the deletion is to be undone, then it is refused in words, and nothing is half done
    with pytest.raises(KbError) as error:
        one.rows.undo(change)
    assert str(error.value) == "This could not be undone. Cause: there is another one of the same name"
    assert one.content() == before
    assert counts(one) == {"視察": 1}


def test_a_renaming_is_not_undone_once_there_is_a_new_tag_of_the_old_name(desk: Desk):
    desk.tags.put_on(["a"], ["視察"])
    change = desk.tags.rename("視察", "見学")
    desk.tags.put_on(["b"], ["視察"])
    with pytest.raises(KbError, match=r"could not be undone\. Cause: there is another one of the same name"):
        desk.rows.undo(change)
    assert counts(desk) == {"見学": 1, "視察": 1}


def test_undoing_takes_a_new_tag_from_no_other_document(desk: Desk):
    # Given a tag that was made for one document and put on another one since
    first = desk.tags.put_on(["a"], ["視察"])
    second = desk.tags.put_on(["b"], ["視察"])
    # When the first is undone, then the other document keeps it
    again = desk.rows.undo(first)
    assert (desk.tags.of_document("a"), desk.tags.of_document("b")) == ((), ("視察",))
    assert counts(desk) == {"視察": 1}
    # and both can be undone and done again in any order
    desk.rows.undo(again)
    assert counts(desk) == {"視察": 2}
    desk.rows.undo(second)
    assert counts(desk) == {"視察": 1}


def test_undoing_leaves_no_tag_that_was_made_in_that_change(desk: Desk):
    change = desk.tags.put_on(["a"], ["視察"])
    again = desk.rows.undo(change)
    assert counts(desk) == {}
    desk.rows.undo(again)
    assert counts(desk) == {"視察": 1}


def test_a_tag_that_was_deleted_since_is_not_put_back_on_a_document(desk: Desk):
    # Given a tag that was taken off a document, and then deleted
    desk.tags.put_on(["a", "b"], ["視察"])
    change = desk.tags.take_off(["a"], ["視察"])
    deletion = desk.tags.delete("視察")
    # When taking it off is to be undone, then it is refused: nobody would see the tag
    with pytest.raises(KbError, match="the tag was deleted since"):
        desk.rows.undo(change)
    # and in the right order both are undone
    desk.rows.undo(deletion)
    desk.rows.undo(change)
    assert counts(desk) == {"視察": 2}


def test_a_deleted_name_can_be_used_again(desk: Desk):
    desk.tags.put_on(["a"], ["視察"])
    desk.tags.delete("視察")
    desk.tags.put_on(["b"], ["視察"])
    assert (desk.tags.of_document("a"), desk.tags.of_document("b")) == ((), ("視察",))
