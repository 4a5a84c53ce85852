from __future__ import annotations

import pytest

from kb_app.ui.widgets.dates import date_text


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2020", "2020年（令和2年）"),
        ("2020-08", "2020年8月（令和2年度・2020年度）"),
        ("2021-03-31", "2021年3月31日（令和2年度・2020年度）"),
        ("2021-04-01", "2021年4月1日（令和3年度・2021年度）"),
        ("2019-04", "2019年4月（令和元年度・2019年度）"),
        ("2019-03", "2019年3月（平成30年度・2018年度）"),
        ("1989", "1989年（平成元年）"),
        ("1970", "1970年（昭和45年）"),
        ("2023年頃（未確認）", "2023年頃（未確認）"),
        ("", ""),
    ],
)
def test_dates_are_said_with_the_fiscal_year_in_both_ways(japanese, date, said):
    assert date_text(date) == said


def test_english_keeps_the_date_as_it_is(english):
    assert date_text("2020-08") == "2020-08"
