"""A case file is read tolerantly: nothing raises, no body is lost, every finding has its line and field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb_app.domain.case import Kind
from kb_app.domain.outcome import ChangeKind, Confidence, Method
from kb_app.domain.problem import Severity
from kb_app.formats.front_matter import ParsedCase, read_case, split
from tests.case_files import GOOD, case, front

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.domain.vocabulary import Vocabulary

    Read = Callable[[str], ParsedCase]

PIECES = st.sampled_from(
    [
        "---\n",
        "---",
        "\n",
        "\r\n",
        "...\n",
        "title: 題\n",
        "title:",
        "id: a-b-c\n",
        "- ",
        "[",
        "{",
        "}",
        "&a ",
        "*a",
        "'",
        '"',
        "municipality: {name: 湖西市, code: 222216}\n",
        "outcomes:\n",
        "  - {metric: 件数, unit: 件, change: 1_}\n",
        ": ",
        "\t",
        "steps: [x]\n",
        "sources: 3\n",
        "cost: {initial_yen: 99999999999999999999}\n",
        "!!python/none ",
        "\x00",
        "# 見出し\n",
        "|\n",
    ]
)
ANY_TEXT = st.text(max_size=60) | st.lists(PIECES, max_size=20).map("".join)
FRONTED = ANY_TEXT.map(lambda text: f"---\n{text}")
SCALARS = st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.none()

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Read:
    return lambda text: read_case(text, vocabulary, "file name")


def findings(parsed: ParsedCase, severity: Severity = Severity.ERROR) -> list[tuple[int, str]]:
    return [(problem.line, problem.field) for problem in parsed.problems if problem.severity is severity]


def messages(parsed: ParsedCase) -> str:
    return "\n".join(problem.message for problem in parsed.problems)


# ---------------------------------------------------------------------------------------- whatever the file holds


@given(text=ANY_TEXT | FRONTED)
@example(text="---\nmunicipality: {population: 1_}\n---\n")
@example(text="---\ntitle: a\noutcomes: [{metric: a, unit: b, before: " + "9" * 5000 + "}]\n---\n")
@example(text='---\ntitle: "\\ud800"\n---\n')
@example(text="---\n%YAML 9.9\n---\n本文")
def test_any_text_can_be_read_and_keeps_its_body(read: Read, text: str):
    # When any text is read as a case file
    parsed = read(text)
    # Then everything behind the front matter is there, and what is no front matter is body
    halves = split(text)
    assert parsed.case.body in (halves.body, text)
    assert text.endswith(halves.body)
    assert parsed.case.title
    # and no finding points outside the file
    assert all(0 <= problem.line <= text.count("\n") + text.count("\r") + 2 for problem in parsed.problems)
    # and what was read can be encoded and shown
    parsed.case.title.encode("utf-8")


@given(
    key=st.sampled_from(
        ["title", "id", "kind", "municipality", "steps", "tags", "outcomes", "sources", "cost", "period"]
    ),
    value=st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)
def test_any_value_in_any_field_is_read_or_named(read: Read, key: str, value: object):
    # Given a value of any form, written as JSON, which is YAML
    text = front(f"{key}: {json.dumps(value)}", body="本文")
    # When it is read
    parsed = read(text)
    # Then the body is there, and whatever is wrong names the line or the field
    assert parsed.case.body == "本文"
    assert all(problem.line or problem.field for problem in parsed.problems)


def test_a_good_file_has_nothing_to_mend(read: Read):
    parsed = read(GOOD)
    assert parsed.problems == ()
    assert parsed.is_valid
    assert (parsed.has_id, parsed.has_title) == (True, True)
    assert parsed.case.body == "## 取組\n\n雨の予報のときに、かささぎ通知を送る。\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_of_windows_read_the_same_and_stay_in_the_body(read: Read, ends: str):
    # Given a file with an error at line 4
    text = case("steps: [unknown]").replace("\n", ends)
    # When it is read
    parsed = read(text)
    # Then the line is the same and the body is as it was written
    assert findings(parsed) == [(4, "steps")]
    assert parsed.case.body == f"## 取組{ends}{ends}本文。{ends}"


def test_a_dotted_line_closes_the_front_matter_too(read: Read):
    parsed = read("---\ntitle: 題\nkind: reference\n...\n本文")
    assert (parsed.case.title, parsed.case.body, parsed.problems) == ("題", "本文", ())


def test_a_rule_in_the_body_does_not_end_the_front_matter_again(read: Read):
    assert read(front("title: 題", "kind: reference", body="一\n\n---\n\n二")).case.body == "一\n\n---\n\n二"


# ------------------------------------------------------------------------------------- front matter that is broken


def test_an_unclosed_fence_is_named_and_the_text_is_kept(read: Read):
    parsed = read("---\ntitle: 題\n\n# 見出し\n\n本文")
    assert findings(parsed) == [(1, "")]
    assert "never closed" in messages(parsed)
    assert parsed.case.body == "title: 題\n\n# 見出し\n\n本文"
    assert parsed.case.title == "見出し"


def test_yaml_that_cannot_be_read_is_named_at_its_line(read: Read):
    parsed = read(front("title: 題", "tags: [一, 二", "steps: x: y"))
    assert next(line for line, _field in findings(parsed)) in (3, 4)
    assert "cannot be read" in messages(parsed)
    assert parsed.case.body == "## 取組\n\n本文。\n"


def test_a_page_that_begins_with_a_rule_is_all_body(read: Read):
    text = "---\n\nはじめの文。\n\n---\n\nあとの文。\n"
    parsed = read(text)
    assert parsed.case.body == text
    assert (2, "") in findings(parsed)


def test_a_page_without_front_matter_takes_its_heading_as_title(read: Read):
    parsed = read("# 窓口の改革 #\r\n\r\n本文")
    assert parsed.case.title == "窓口の改革"
    assert not parsed.has_title
    assert findings(parsed) == [(1, "title")]


def test_without_a_heading_the_file_name_is_the_title(read: Read):
    assert read("本文だけ").case.title == "file name"


def test_an_alias_bomb_is_refused(read: Read):
    # Given nine lines that stand for a billion values
    bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    bomb += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    # When it is read, then it is named and the body is there
    parsed = read(front("title: 題", *bomb))
    assert "too many or too deeply nested" in messages(parsed)
    assert parsed.case.body == "## 取組\n\n本文。\n"


@pytest.mark.parametrize(
    "deep", ["tags: " + "[" * 30 + "]" * 30, "- " * 60_000, "x: " + "{a: " * 100_000], ids=["30", "list", "map"]
)
def test_deep_nesting_is_refused_before_it_ends_the_process(read: Read, deep: str):
    parsed = read(front("title: 題", deep))
    assert "nested" in messages(parsed) or "cannot be read" in messages(parsed)
    assert parsed.case.body == "## 取組\n\n本文。\n"


def test_a_value_that_holds_itself_is_refused(read: Read):
    assert "nested" in messages(read(front("title: 題", "tags: &a [*a]")))


def test_too_many_values_are_refused(read: Read):
    assert "too many" in messages(read(front("title: 題", *(f"k{number}: 1" for number in range(25_000)))))


def test_no_python_object_is_made(read: Read):
    parsed = read(front("title: !!python/object/apply:os.getcwd []", "kind: reference"))
    assert findings(parsed) == [(2, "title"), (1, "title")]


def test_a_duplicate_key_is_named_and_the_first_counts(read: Read):
    parsed = read(case("tags: [一]", "tags: [二]"))
    assert findings(parsed) == [(5, "tags")]
    assert parsed.case.tags == ("一",)


def test_a_duplicate_key_below_a_field_is_named_with_its_place(read: Read):
    parsed = read(front("title: 題", "municipality:", "  name: 湖西市", "  name: 浜松市"))
    assert findings(parsed) == [(5, "municipality.name")]
    assert parsed.case.municipality.name == "湖西市"


# ----------------------------------------------------------------------------------------------- rules of the schema


@pytest.mark.parametrize(
    ("lines", "line", "field"),
    [
        (["id: A B"], 4, "id"),
        (["id: ab"], 4, "id"),
        (["kind: note"], 4, "kind"),
        (["schema: dx-case/2"], 4, "schema"),
        (["taxonomy_version: mic-9.9"], 4, "taxonomy_version"),
        (["steps: [execute_measure, dance]"], 4, "steps"),
        (["priority_areas: [metaverse]"], 4, "priority_areas"),
        (["related_measures: [x]"], 4, "related_measures"),
        (["barriers:", "  - silo", "  - weather"], 4, "barriers"),
        (["confidence: perhaps"], 4, "confidence"),
        (["rights: stolen"], 4, "rights"),
        (["period: {start: 2020-08, status: dreaming}"], 4, "period.status"),
        (["period: 2020"], 4, "period"),
        (["organization:", "  team_size: 数人"], 5, "organization.team_size"),
        (["cost:", "  initial_yen: 約100万"], 5, "cost.initial_yen"),
        (["cost: {none_known: maybe}"], 4, "cost.none_known"),
        (["cost: {annual_yen: 1_}"], 4, "cost.annual_yen"),
        (["outcomes: many"], 4, "outcomes"),
        (["outcomes: [text]"], 4, "outcomes[1]"),
        (["outcomes:", "  - {unit: 件}"], 5, "outcomes[1].metric"),
        (["outcomes:", "  - {metric: 件数}"], 5, "outcomes[1].unit"),
        (["outcomes:", "  - metric: 件数", "    unit: 件", "    method: guessed"], 7, "outcomes[1].method"),
        (["outcomes:", "  - metric: 件数", "    unit: 件", "    direction: up"], 7, "outcomes[1].direction"),
        (["outcomes:", "  - metric: 件数", "    unit: 件", "    source: s9"], 7, "outcomes[1].source"),
        (
            ["outcomes:", "  - metric: 件数", "    unit: 件", "    change: 1", "    change_kind: much"],
            8,
            "outcomes[1].change_kind",
        ),
        (["outcomes:", "  - metric: 件数", "    unit: 件", "    change_kind: much"], 7, "outcomes[1].change_kind"),
        (["sources:", "  - {id: s1}"], 5, "sources[1].title"),
        (["sources:", "  - {title: 広報}"], 5, "sources[1].id"),
        (["sources:", "  - {id: s1, title: 広報, kind: rumour}"], 5, "sources[1].kind"),
        (["sources:", "  - {id: s1, title: 一}", "  - {id: s1, title: 二}"], 6, "sources[2].id"),
        (["sources:", "  - id: s1", "    title: 一", "    url: 'javascript:alert(1)'"], 7, "sources[1].url"),
        (["sources:", "  - {id: s1, title: 一, url: 'file:///etc/passwd'}"], 5, "sources[1].url"),
        (["sources:", "  - {id: s1, title: 一, url: 'https://a b'}"], 5, "sources[1].url"),
        (["videos:", "  - {title: 動画, url: 'data:text/html,x'}"], 5, "videos[1].url"),
        (["derived_from: {version: 1}"], 4, "derived_from.id"),
        (["tags: {a: b}"], 4, "tags"),
        (["tags: [一, [二]]"], 4, "tags"),
        (["summary: [一]"], 4, "summary"),
    ],
)
def test_each_rule_of_the_schema_gives_an_error_with_line_and_field(
    read: Read, lines: list[str], line: int, field: str
):
    parsed = read(case(*lines))
    assert findings(parsed) == [(line, field)]
    assert not parsed.is_valid


def test_a_missing_title_is_an_error_and_something_stands_in(read: Read):
    parsed = read(front("municipality: {name: 湖西市}", body="# 見出し\n"))
    assert findings(parsed) == [(1, "title")]
    assert (parsed.case.title, parsed.has_title) == ("見出し", False)


@pytest.mark.parametrize("line", ["title:", "title: ''", "title: '  '", "title: ~"])
def test_an_empty_title_is_a_missing_one(read: Read, line: str):
    assert (1, "title") in findings(read(front(line, "kind: reference")))


@pytest.mark.parametrize(
    ("lines", "line", "field"),
    [
        ([], 2, "municipality"),
        (["municipality: 湖西市"], 3, "municipality"),
        (["municipality:", "  code: '222216'"], 4, "municipality.name"),
        (["municipality:", "  name: 湖西市", "  code: '222217'"], 5, "municipality.code"),
        (["municipality:", "  name: 湖西市", "  code: 湖西"], 5, "municipality.code"),
        (["municipality:", "  name: 浜松市", "  code: '222216'"], 5, "municipality.code"),
        (["municipality:", "  name: 湖西市", "  code: '222216'", "  prefecture: 愛知県"], 6, "municipality.prefecture"),
        (["municipality: {name: 湖西市, class: ward}"], 3, "municipality.class"),
        (["municipality: {name: 湖西市, population_band: huge}"], 3, "municipality.population_band"),
        (["municipality: {name: 湖西市, population: 約6万}"], 3, "municipality.population"),
        (["municipality: {name: 湖西市, population: " + "9" * 400 + "}"], 3, "municipality.population"),
    ],
)
def test_what_is_wrong_with_the_municipality_is_named(read: Read, lines: list[str], line: int, field: str):
    assert findings(read(front("title: 題", *lines))) == [(line, field)]


def test_a_reference_needs_no_municipality(read: Read):
    assert read(front("title: 計画", "kind: reference")).problems == ()


def test_a_wrong_code_is_kept_as_written(read: Read):
    assert read(front("title: 題", 'municipality: {name: 湖西市, code: "222217"}')).case.municipality.code == "222217"


def test_an_unknown_id_of_an_axis_is_kept(read: Read):
    parsed = read(case("priority_areas: [ai_rpa, metaverse, ai_rpa]"))
    assert parsed.case.priority_areas == ("ai_rpa", "metaverse")
    assert "metaverse" in messages(parsed)
    assert "telework" in messages(parsed)


def test_a_dangerous_address_is_dropped(read: Read):
    parsed = read(
        case("sources: [{id: s1, title: 一, url: 'JavaScript:alert(1)'}, {id: s2, title: 二, url: 'HTTPS://a.jp/'}]")
    )
    assert [source.url for source in parsed.case.sources] == ["", "HTTPS://a.jp/"]


# --------------------------------------------------------------------------------------------------------- warnings


@pytest.mark.parametrize(
    ("lines", "line", "field"),
    [
        (["weather: rain"], 4, "weather"),
        (["period: {start: 2020-08, wind: x}"], 4, "period.wind"),
        (["tags: 一つ"], 4, "tags"),
        (["checked: 昨日"], 4, "checked"),
        (["checked: 2020-13"], 4, "checked"),
        (["period: {start: 令和2年8月}"], 4, "period.start"),
        ([f"summary: {'あ' * 301}"], 4, "summary"),
        (["lessons: [一, 二, 三, 四, 五, 六]"], 4, "lessons"),
        (["outcomes: [{metric: 件数, unit: 件, change: 3}]"], 4, "outcomes[1].change"),
    ],
)
def test_what_is_only_odd_is_a_warning_with_line_and_field(read: Read, lines: list[str], line: int, field: str):
    parsed = read(case(*lines))
    assert findings(parsed, Severity.WARNING) == [(line, field)]
    assert parsed.is_valid


def test_a_long_title_and_a_code_outside_the_list_are_warnings(read: Read):
    parsed = read(front(f"title: {'あ' * 121}", "municipality: {name: 架空市, code: '99999'}"))
    assert sorted(findings(parsed, Severity.WARNING)) == [(2, "title"), (3, "municipality.code")]
    assert parsed.is_valid


def test_a_single_text_for_a_list_counts_as_its_only_item(read: Read):
    parsed = read(case("tags: 窓口", "steps: mindset"))
    assert (parsed.case.tags, parsed.case.steps) == (("窓口",), ("mindset",))


def test_a_population_of_unknown_date_may_say_so(read: Read):
    parsed = read(front("title: 題", "municipality: {name: 湖西市, population: 58000, population_as_of: 不明}"))
    assert parsed.problems == ()
    assert parsed.case.municipality.population_as_of == "不明"


# ------------------------------------------------------------------------------------------- text stays what it was


def test_an_unquoted_code_keeps_its_zeros(read: Read):
    # YAML 1.1 reads 070009 as an octal number or as 70009
    place = read(front("title: 題", "municipality: {name: 福島県, code: 070009}")).case.municipality
    assert (place.code, place.prefecture) == ("070009", "福島県")


def test_a_code_of_five_digits_is_completed(read: Read):
    assert read(front("title: 題", "municipality: {name: 北海道, code: 01000}")).case.municipality.code == "010006"


@pytest.mark.parametrize("date", ["2020", "2020-08", "2020-08-07"])
def test_dates_stay_text(read: Read, date: str):
    parsed = read(case(f"checked: {date}", f"updated: {date}", f"period: {{start: {date}}}"))
    assert (parsed.case.checked, parsed.case.updated, parsed.case.period.start) == (date, date, date)
    assert parsed.problems == ()


@pytest.mark.parametrize("word", ["yes", "no", "on", "1e3", "0x1F", "12:30:45"])
def test_words_that_yaml_reads_as_something_else_stay_words(read: Read, word: str):
    assert read(case(f"tags: [{word}]")).case.tags == (word,)


def test_null_is_not_the_word_null(read: Read):
    parsed = read(case("subtitle: null", "author: 'null'"))
    assert (parsed.case.subtitle, parsed.case.author) == ("", "null")


def test_everything_a_file_can_say_is_read(read: Read):
    # Given a file with a value in every part of the schema
    parsed = read(
        case(
            "kind: case",
            "taxonomy_version: mic-1.0",
            "organization: {department: 推進課, lead_role: CDO, team_size: 3, partners: [県], external_talent: [補佐官], contact: 内線1}",
            'cost: {initial_yen: "1,200,000", annual_yen: 0, funding: [交付金], note: 概算, as_of: 2020, none_known: true}',
            "outcomes:",
            "  - {metric: 割合, unit: '%', before: 78.0, after: 95, change: 17.0, change_kind: percent_point, method: measured, source: s1}",
            "  - {metric: 件数, unit: 件, after: 600以上, method: target}",
            "sources: [{id: s1, title: 広報, url: 'https://www.city.kosai.lg.jp/', page: '3', supports: [outcomes]}]",
            "confidence: verified",
            "images: [{title: 図, file: a.png, licence: CC0}]",
            "derived_from: {id: kosai-line-chatbot, version: '1'}",
        )
    )
    case_read = parsed.case
    # Then nothing is wrong and nothing was changed on the way
    assert parsed.problems == ()
    assert case_read.kind is Kind.CASE
    assert (case_read.organization.team_size, case_read.organization.partners) == (3, ("県",))
    assert (case_read.cost.initial_yen, case_read.cost.annual_yen, case_read.cost.none_known) == (1_200_000, 0, True)
    first, second = case_read.outcomes
    assert (first.before, first.after, first.change, first.change_kind) == (78.0, 95, 17.0, ChangeKind.PERCENT_POINT)
    assert (second.after, second.method, second.is_result) == ("600以上", Method.TARGET, False)
    assert case_read.images[0].location == "a.png"
    assert case_read.derived_from is not None
    assert case_read.derived_from.id == "kosai-line-chatbot"


def test_an_outcome_without_a_source_is_unsourced_whatever_the_case_says(read: Read):
    parsed = read(
        case(
            "confidence: verified",
            "outcomes: [{metric: 一, unit: 件, source: s1}, {metric: 二, unit: 件}, {metric: 三, unit: 件, source: s1, confidence: reported}]",
            "sources: [{id: s1, title: 広報}]",
        )
    )
    sure = [outcome.confidence for outcome in parsed.case.outcomes]
    assert sure == [Confidence.VERIFIED, Confidence.UNSOURCED, Confidence.REPORTED]


def test_an_outcome_of_an_unknown_source_is_named(read: Read):
    parsed = read(case("outcomes: [{metric: 件数, unit: 件, source: s9}]", "sources: [{id: s1, title: 広報}]"))
    assert findings(parsed) == [(4, "outcomes[1].source")]
    assert "s9" in messages(parsed)
