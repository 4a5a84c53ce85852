"""Labels and order belong to a version of the plan; ids stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.domain.vocabulary import Vocabulary


@pytest.fixture
def taxonomy(vocabulary: Vocabulary) -> Taxonomy:
    return vocabulary.taxonomy


@pytest.mark.parametrize(
    ("plan", "label"),
    [
        ("article", "マイナンバーカードの普及促進"),
        ("mic-1.0", "マイナンバーカードの普及促進"),
        ("mic-2.0", "マイナンバーカードの普及促進"),
        ("mic-2.2", "マイナンバーカードの普及促進"),
        ("mic-2.3", "マイナンバーカードの普及促進・利用の推進"),
        ("mic-3.0", "マイナンバーカードの普及促進・利用の推進"),
        ("mic-4.0", "マイナンバーカードの普及促進・利用の推進"),
    ],
)
def test_a_plan_without_a_label_of_its_own_shows_the_nearest_earlier_one(taxonomy: Taxonomy, plan: str, label: str):
    assert taxonomy.label(Axis.AREA, "mynumber_card", plan) == label


@pytest.mark.parametrize(
    "entry_id", ["standardization", "mynumber_card", "online_procedure", "ai_rpa", "telework", "security"]
)
def test_version_two_shows_the_labels_of_version_one(taxonomy: Taxonomy, entry_id: str):
    assert taxonomy.label(Axis.AREA, entry_id, "mic-2.0") == taxonomy.label(Axis.AREA, entry_id, "mic-1.0")


def test_version_three_shows_the_labels_of_version_two_point_three(taxonomy: Taxonomy):
    for entry in taxonomy.axes[Axis.AREA]:
        assert taxonomy.label(Axis.AREA, entry.id, "mic-3.0") == taxonomy.label(Axis.AREA, entry.id, "mic-2.3")


def test_the_six_items_of_2020_in_their_order(taxonomy: Taxonomy):
    six = ["standardization", "mynumber_card", "online_procedure", "ai_rpa", "telework", "security"]
    for plan in ("article", "mic-1.0", "mic-2.0"):
        assert [entry.id for entry in taxonomy.shown(Axis.AREA, plan)] == six


def test_the_seven_items_of_2024_in_their_order(taxonomy: Taxonomy):
    seven = ["front_yard", "standardization", "eltax_payment", "mynumber_card", "security", "ai_rpa", "telework"]
    for plan in ("mic-2.3", "mic-3.0", "mic-4.0"):
        assert [entry.id for entry in taxonomy.shown(Axis.AREA, plan)] == seven


def test_an_item_that_left_the_plan_keeps_its_name_and_says_what_followed(taxonomy: Taxonomy):
    entry = taxonomy.entry(Axis.AREA, "online_procedure")
    assert entry is not None
    assert entry.maps_to == ("front_yard",)
    assert taxonomy.label(Axis.AREA, "online_procedure", "mic-3.0") == "自治体の行政手続のオンライン化"


def test_an_item_that_is_not_yet_in_the_plan_has_its_first_name(taxonomy: Taxonomy):
    assert taxonomy.label(Axis.AREA, "front_yard", "article") == "自治体フロントヤード改革の推進"


def test_an_unknown_id_is_its_own_label(taxonomy: Taxonomy):
    assert not taxonomy.knows(Axis.AREA, "metaverse")
    assert taxonomy.label(Axis.AREA, "metaverse", "article") == "metaverse"
    assert taxonomy.name(Axis.AREA, "metaverse", "article", "en").count("metaverse") == 1
    assert taxonomy.name(Axis.AREA, "metaverse", "article", "en") != "metaverse"


def test_an_unknown_plan_shows_the_framework_of_the_article(taxonomy: Taxonomy):
    assert taxonomy.label(Axis.AREA, "standardization", "mic-9.9") == "情報システムの標準化・共通化"
    assert len(taxonomy.shown(Axis.AREA, "mic-9.9")) == 6


def test_an_id_of_one_axis_is_unknown_on_another(taxonomy: Taxonomy):
    assert taxonomy.knows(Axis.STEP, "mindset")
    assert not taxonomy.knows(Axis.AREA, "mindset")


def test_english_has_its_own_names(taxonomy: Taxonomy):
    assert taxonomy.name(Axis.STEP, "mindset", "article", "en") == "Change of mindset"
    assert taxonomy.name(Axis.STEP, "mindset", "article", "ja") == "組織の意識改革と気運づくり"


def test_the_steps_of_the_article_are_the_ministrys_less_one(taxonomy: Taxonomy):
    steps = taxonomy.shown(Axis.STEP, "article")
    assert [(step.number, step.ministry_number) for step in steps] == [(1, 0), (2, 1), (3, 2), (4, 3)]


@pytest.mark.parametrize(
    ("population", "band"),
    [
        (0, "lt5k"),
        (4_999, "lt5k"),
        (5_000, "5k_10k"),
        (9_999, "5k_10k"),
        (10_000, "10k_30k"),
        (30_000, "30k_50k"),
        (50_000, "50k_100k"),
        (100_000, "100k_200k"),
        (200_000, "200k_500k"),
        (499_999, "200k_500k"),
        (500_000, "500k_up"),
        (13_000_000, "500k_up"),
    ],
)
def test_a_band_holds_its_lower_bound_and_not_its_upper_one(taxonomy: Taxonomy, population: int, band: str):
    assert taxonomy.band_of(population) == band


def test_bands_leave_no_gap(taxonomy: Taxonomy):
    bands = taxonomy.axes[Axis.BAND]
    assert [band.below for band in bands[:-1]] == [band.least for band in bands[1:]]
    assert bands[0].least in (None, 0)
    assert bands[-1].below is None
