"""What a case states."""

from __future__ import annotations

from dataclasses import replace

from kb_app.domain.case import Case, CaseMunicipality
from kb_app.domain.stated import stated

CASE = Case("", "傘の貸出", municipality=CaseMunicipality(name="湖西市"), tags=("窓口",))


def test_only_what_is_said_is_stated_so_that_a_new_field_changes_no_old_record():
    said = stated(CASE)
    assert said == {"id": "", "title": "傘の貸出", "municipality": {"name": "湖西市"}, "tags": ["窓口"]}


def test_whatever_is_said_makes_a_difference():
    assert stated(CASE) == stated(replace(CASE))
    assert stated(CASE) != stated(replace(CASE, tags=("窓口", "傘")))
    assert stated(CASE) != stated(replace(CASE, municipality=CaseMunicipality(name="磐梯町")))
