"""`search`: words, filters, modes, and the JSON that scripts rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import FilterAxis

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

RESULT_KEYS = ["query", "total", "total_all_words", "elapsed_ms", "synonyms", "suggestions", "hits", "facets"]
HIT_KEYS = {
    *("id", "kind", "title", "municipality", "prefecture", "score", "match", "snippet", "steps", "areas", "tags"),
    *("confidence", "notes", "path", "code", "municipality_class", "population_band"),
    *("marks", "status", "starred", "document", "document_title", "derived_from"),
}


def ids(answer: Answer) -> list[str]:
    return [hit["id"] for hit in answer.json["hits"]]


def test_the_answer_has_the_agreed_keys_and_kinds_of_values(look: Callable[..., Answer]):
    answer = look("search", "押印廃止", "--json")
    found = answer.json
    assert (answer.code, answer.err) == (0, "")
    assert list(found) == RESULT_KEYS
    assert found["query"] == "押印廃止"
    assert 0 < found["total_all_words"] <= found["total"] == len(found["hits"])
    assert isinstance(found["elapsed_ms"], float)
    assert isinstance(found["suggestions"], list)
    assert all(isinstance(used, list) for used in found["synonyms"].values())


def test_each_hit_has_the_agreed_keys_and_kinds_of_values(look: Callable[..., Answer]):
    for hit in look("search", "押印廃止", "--json").json["hits"]:
        assert set(hit) == HIT_KEYS
        assert hit["match"] in ("all", "some")
        assert isinstance(hit["score"], float)
        assert isinstance(hit["notes"], int)
        assert isinstance(hit["snippet"], str)
        assert all(isinstance(hit[name], list) for name in ("steps", "areas", "tags", "marks"))
        assert all(0 <= start < end <= len(hit["snippet"]) for start, end in hit["marks"])


def test_facets_have_every_axis_and_counts(look: Callable[..., Answer]):
    found = look("search", "窓口", "--json").json
    assert list(found["facets"]) == [str(axis) for axis in FilterAxis]
    assert all(isinstance(count, int) and count > 0 for counts in found["facets"].values() for count in counts.values())
    assert sum(found["facets"]["kind"].values()) >= found["total"]


def test_a_person_reads_titles_ids_and_how_sure_they_are(look: Callable[..., Answer]):
    answer = look("search", "湖西市", "チャットボット", "--limit", "1")
    assert answer.code == 0
    first, *rest = answer.out.splitlines()
    assert "documents" in first
    assert any(line.endswith("[kosai-line-chatbot]") for line in rest)
    assert "Not said to be borne out by the source" in answer.out


@pytest.mark.parametrize("words", [["RPA\u3000窓口"], ["RPA 窓口"], ["RPA", "窓口"], [" RPA\u3000\u3000窓口 "]])
def test_white_space_separates_words_however_it_is_typed(look: Callable[..., Answer], words: list[str]):
    assert ids(look("search", *words, "--any", "--json")) == ids(look("search", "RPA", "窓口", "--any", "--json"))


def test_one_query_a_line_is_answered_by_one_document_a_line(look: Callable[..., Answer]):
    # Given three lines, one with the line end of Windows and one empty
    answer = look("search", "-", "--limit", "3", typed="押印廃止\r\n\nRPA\u3000窓口\n")
    # Then there are three lines of JSON, each as the query alone would be answered
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert [line["query"] for line in lines] == ["押印廃止", "", "RPA\u3000窓口"]
    alone = look("search", "押印廃止", "--limit", "3", "--json").json
    assert {**lines[0], "elapsed_ms": 0} == {**alone, "elapsed_ms": 0}
    assert list(lines[2]) == RESULT_KEYS


def test_no_query_on_standard_input_is_no_answer(look: Callable[..., Answer]):
    answer = look("search", "-", typed="")
    assert (answer.code, answer.out) == (0, "")


def test_a_filter_that_repeats_is_or_and_two_axes_are_and(look: Callable[..., Answer]):
    def found(*filters: str) -> set[str]:
        return set(ids(look("search", *filters, "--json")))

    one, other = found("--step", "mindset"), found("--step", "plan_and_act")
    assert found("--step", "mindset", "--step", "plan_and_act") == one | other
    assert found("--step", "mindset", "--area", "ai_rpa") == one & found("--area", "ai_rpa")
    assert one
    assert other - one


@pytest.mark.parametrize(
    ("option", "value", "key"),
    [
        ("--step", "execute_measure", "steps"),
        ("--area", "ai_rpa", "areas"),
        ("--tag", "LINE", "tags"),
        ("--prefecture", "福島県", "prefecture"),
        ("--band", "50k_100k", "population_band"),
        ("--kind", "reference", "kind"),
    ],
)
def test_each_filter_lists_what_has_the_value_and_all_of_it(
    look: Callable[..., Answer], option: str, value: str, key: str
):
    def has(hit: dict[str, object]) -> bool:
        held = hit[key]
        return value in held if isinstance(held, list) else held == value

    everything = look("search", "--json").json["hits"]
    expected = {hit["id"] for hit in everything if has(hit)}
    assert set(ids(look("search", option, value, "--json"))) == expected
    assert 0 < len(expected) < len(everything)


@pytest.mark.parametrize("option", ["--measure", "--barrier"])
def test_measures_and_barriers_filter_as_the_facets_count(look: Callable[..., Answer], option: str):
    counts = look("search", "--json").json["facets"][option[2:]]
    assert counts
    for value, count in counts.items():
        assert look("search", option, value, "--json").json["total"] == count


def test_modes_ask_for_all_any_or_the_exact_words(look: Callable[..., Answer]):
    rpa, line = (set(ids(look("search", word, "--all", "--json"))) for word in ("RPA", "LINE"))
    assert set(ids(look("search", "RPA", "LINE", "--all", "--json"))) == rpa & line
    assert set(ids(look("search", "RPA", "LINE", "--any", "--json"))) == rpa | line
    assert look("search", "ｒｐａ", "--all", "--json").json["total"] == len(rpa)
    assert look("search", "ｒｐａ", "--exact", "--json").json["total"] == 0


def test_without_synonyms_fewer_documents_are_found_and_none_is_named(look: Callable[..., Answer]):
    wide = look("search", "スマホ", "--all", "--json").json
    narrow = look("search", "スマホ", "--all", "--no-synonyms", "--json").json
    assert "スマートフォン" in wide["synonyms"]["スマホ"]
    assert narrow["synonyms"] == {}
    assert narrow["total"] < wide["total"]


def test_a_limit_cuts_hits_and_not_counts(look: Callable[..., Answer]):
    everything, cut = look("search", "窓口", "--json").json, look("search", "窓口", "--limit", "2", "--json").json
    assert cut["hits"] == everything["hits"][:2]
    assert (cut["total"], cut["facets"]) == (everything["total"], everything["facets"])


def test_orders_are_those_that_were_asked_for(look: Callable[..., Answer]):
    by_score = [hit["score"] for hit in look("search", "窓口", "--all", "--json").json["hits"]]
    assert by_score == sorted(by_score, reverse=True)
    by_relevance, by_place = (
        ids(look("search", "窓口", "--sort", sort, "--json")) for sort in ("relevance", "municipality")
    )
    assert by_relevance != by_place
    assert sorted(by_relevance) == sorted(by_place)


def test_nothing_found_is_no_error(look: Callable[..., Answer]):
    answer = look("search", "qzxvkjw", "--json")
    assert (answer.code, answer.json["total"], answer.json["hits"]) == (0, 0, [])


def test_a_word_that_begins_with_a_hyphen_comes_behind_two(look: Callable[..., Answer]):
    assert look("search", "--json", "--", "-50").json["query"] == "-50"
