"""The oracle is believed because these small examples can be checked by reading."""

from pathlib import Path

import pytest

from tests.oracle.plain_scan import PlainScan, fold, other_writings, visible_text, whole_characters

TAXONOMY = """
facets:
  priority_area:
  - {id: ai_rpa, en: AI and RPA, labels: {article: AI・RPAの利用促進, mic-1.0: 自治体のAI・RPAの利用推進}}
  related_measure: []
  step:
  - {id: mindset, labels: {article: 組織の意識改革}}
  barrier: []
  population_band:
  - {id: lt5k, ja: 5千人未満, max: 5000}
  - {id: 5k_10k, ja: 5千〜1万人, min: 5000, max: 10000}
  - {id: 10k_up, ja: 1万人以上, min: 10000}
  municipality_class:
  - {id: city, ja: 一般市}
  - {id: core, ja: 中核市}
"""
MUNICIPALITIES = "code,prefecture,name,kana,class\n222216,静岡県,湖西市,こさいし,city\n"


@pytest.fixture
def library(tmp_path: Path):
    """Given files by name, the oracle that has read them."""
    resources = tmp_path / "resources"
    resources.mkdir()
    (resources / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (resources / "municipalities.csv").write_text(MUNICIPALITIES, encoding="utf-8")

    def read(**files: str) -> PlainScan:
        cases = tmp_path / "cases" / "below"
        cases.mkdir(parents=True)
        for name, text in files.items():
            (cases / f"{name}.md").write_text(text, encoding="utf-8")
        return PlainScan(tmp_path / "cases", resources)

    return read


def case(front: str = "title: 題", body: str = "", document_id: str = "one") -> str:
    return f"---\nid: {document_id}\n{front}\n---\n{body}\n"


# ------------------------------------------------------------------------------------------------------------- folding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾁｬｯﾄﾎﾞｯﾄ", "チャットボット"),
        ("チャットボット", "ちゃっとぼっと"),
        ("ＬＩＮＥ", "line"),
        ("か\u3099", "が"),
        ("ｶﾞ", "が"),
        ("ヴァ", "ゔぁ"),
        ("STRASSE", "straße"),
        ("サーバー", "さ-ば-"),
        ("ｻｰﾊﾞｰ", "サ－バ－"),
        ("3\u20135", "3-5"),
        ("3\u22125", "3\u20145"),
        ("1\u301c3", "1\uff5e3"),
        ("1\u02dc3", "1~3"),
        ("湖西\u3000\n 市", "湖西 市"),
        ("①㈱", "1(株)"),
    ],
)
def test_two_writings_of_the_same_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("は", "ば"), ("や", "ゃ"), ("湖西市", "湖西 市")])
def test_what_is_told_apart_stays_apart(one, other):
    assert fold(one) != fold(other)


# ------------------------------------------------------------------------------------------------------------ matching


def test_half_width_kana_find_full_width_kana(library):
    # Given
    scan = library(a=case("title: チャットボットの導入"))
    # When
    found = scan.matching("ﾎﾞｯﾄ")
    # Then
    assert found == {"one"}


def test_ka_is_not_half_of_a_decomposed_ga(library):
    # Given a title with か and the combining mark
    scan = library(a=case("title: か\u3099くしゅう"))
    # When / Then
    assert scan.matching("か") == set()
    assert scan.matching("か", exact=True) == set()
    assert scan.matching("が") == {"one"}
    assert scan.matching("か\u3099", exact=True) == {"one"}
    assert scan.matching("が", exact=True) == set()


def test_the_second_place_counts_when_the_first_is_half_a_character(library):
    # Given わ with a mark, which no single code point has, and then わ alone
    scan = library(a=case("title: わ\u3099わ"), b=case("title: わ\u3099", document_id="two"))
    # When / Then
    assert scan.matching("わ") == {"one"}
    assert scan.matching("ワ") == {"one"}


def test_an_emoji_of_several_code_points_is_one_character(library):
    # Given
    scan = library(a=case("title: 家族\U0001f468\u200d\U0001f469\u200d\U0001f467の窓口"))
    # When / Then
    assert scan.matching("\U0001f468") == set()
    assert scan.matching("\U0001f467の") == set()
    assert scan.matching("\U0001f468\u200d\U0001f469\u200d\U0001f467の") == {"one"}


def test_the_wide_space_is_a_space(library):
    # Given
    scan = library(a=case("title: 湖西\u3000\u3000市"))
    # When / Then
    assert scan.matching("湖西 市") == {"one"}
    assert scan.matching("湖西市") == set()
    assert scan.matching("湖西 市", exact=True) == set()
    assert scan.matching("\u3000") == set()


def test_a_word_across_two_fields_is_not_found(library):
    # Given
    scan = library(a=case("title: 電話を\nsummary: 減らす\ntags: [窓, 口]"))
    # When / Then
    assert scan.matching("電話を") == {"one"}
    assert scan.matching("電話を減らす") == set()
    assert scan.matching("電話を 減らす") == set()
    assert scan.matching("窓口") == set()


def test_dashes_are_one_dash(library):
    # Given
    scan = library(a=case("title: 2020\u20132021年のサーバー"))
    # When / Then
    assert scan.matching("2020-2021") == {"one"}
    assert scan.matching("2020\uff0d2021") == {"one"}
    assert scan.matching("さーば\u2212") == {"one"}
    assert scan.matching("2020-2021", exact=True) == set()


def test_exact_compares_code_points(library):
    # Given
    scan = library(a=case("title: LINEの窓口"), b=case("title: ＬＩＮＥの窓口", document_id="two"))
    # When / Then
    assert scan.matching("line") == {"one", "two"}
    assert scan.matching("LINE", exact=True) == {"one"}
    assert scan.matching("line", exact=True) == set()


# -------------------------------------------------------------------------------------------------------------- fields


def test_every_value_a_person_reads_is_a_field(library):
    # Given every key of the front matter, the unseen ones marked with x
    front = """
schema: x1
kind: x2
title: 題
subtitle: 副題
summary: 概要
service_category: 区分
images: [{title: 図, file: x3.png, licence: x4}]
videos: [{title: 動画, url: "https://x5.example", licence: x6}]
published: x7
municipality: {name: 町, code: "012345", prefecture: 県, kana: まち, class: city, population: 07000}
taxonomy_version: x9
tags: [札一, 札二]
period: {start: x10, status: x11}
organization: {department: 課, lead_role: 長, team_size: x12, partners: [相手], external_talent: [人材], contact: 連絡}
cost: {initial_yen: x13, annual_yen: x14, funding: [財源], note: 費用, as_of: x15}
tools: [道具]
outcomes:
- {metric: 件数, before: 294, after: 0.50, change: -293.5, unit: 個, scope: 二課, source: x16, method: x17}
- {metric: 割合, change: -50, unit: "%"}
- {metric: 様子, before: 多い}
lessons: [教訓]
conditions: [前提]
sources: [{id: x18, title: 出典, url: "https://x19.example", publisher: 発行, page: 12, kind: x20, supports: [x21]}]
warnings: [注意]
author: 筆者
related: [x22]
"""
    scan = library(a=case(front, "本文"))
    # When
    fields = scan.fields("one")
    # Then
    assert set(fields) == {
        *["題", "副題", "概要", "区分", "図", "動画", "町", "012345", "県", "まち", "07000", "札一", "札二"],
        *["課", "長", "相手", "人材", "連絡", "財源", "費用", "道具"],
        *["件数", "二課", "294個", "0.50個", "-293.5個", "割合", "-50%", "様子", "多い"],
        *["教訓", "前提", "出典", "発行", "12", "注意", "筆者", "5千〜1万人", "一般市", "本文"],
    }
    assert len(fields) == len(set(fields))


def test_labels_of_every_plan_and_the_english_name(library):
    # Given
    scan = library(a=case("priority_areas: [ai_rpa, no_such]\nsteps: [mindset]"))
    # When / Then
    assert sorted(scan.fields("one")) == sorted(
        ["AI・RPAの利用促進", "自治体のAI・RPAの利用推進", "AI and RPA", "no_such", "組織の意識改革"]
    )


def test_the_list_of_municipalities_fills_what_the_file_leaves_out(library):
    # Given
    scan = library(a=case('municipality: {name: 湖西市, code: "222216", kana: コサイシ}'))
    # When / Then
    assert sorted(scan.fields("one")) == sorted(["湖西市", "222216", "静岡県", "コサイシ", "一般市"])


def test_the_class_of_the_file_wins(library):
    # Given
    scan = library(a=case('municipality: {code: "222216", class: core}'))
    # When / Then
    assert "中核市" in scan.fields("one")
    assert "一般市" not in scan.fields("one")


@pytest.mark.parametrize(
    ("municipality", "label"),
    [
        ("population: 4999", "5千人未満"),
        ("population: 5000", "5千〜1万人"),
        ("population: 9999", "5千〜1万人"),
        ("population: 10000", "1万人以上"),
        ("population: 4999, population_band: 10k_up", "5千人未満"),
        ("population_band: 10k_up", "1万人以上"),
        ("population_band: huge", "huge"),
    ],
)
def test_the_band_comes_from_the_population_else_from_the_file(library, municipality, label):
    # Given
    scan = library(a=case(f"municipality: {{{municipality}}}"))
    # When / Then
    assert scan.fields("one")[-1] == label


def test_files_without_readable_front_matter_are_left_out(library):
    # Given
    scan = library(
        good=case("title: 題"),
        plain="題\n",
        empty="",
        no_end="---\nid: no-end\ntitle: 題\n",
        broken="---\nid: broken\ntitle: [題\n---\n",
        no_id="---\ntitle: 題\n---\n",
        a_list="---\n- 題\n---\n",
    )
    # When / Then
    assert scan.matching("題") == {"one"}


def test_without_a_taxonomy_there_is_no_oracle(tmp_path):
    # Given an empty folder, when / then
    with pytest.raises(FileNotFoundError):
        PlainScan(tmp_path, tmp_path)


# ---------------------------------------------------------------------------------------------------- the visible body


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("## 課題\n電話が**多**い。\n\n次の段落。", "課題 電話が多い。 次の段落。"),
        ("同じような\n電話が多い", "同じような電話が多い"),
        ("LINEの\nAI", "LINEの AI"),
        ("use\nLINE", "use LINE"),
        ("葛\U000e0100\n飾", "葛\U000e0100飾"),
        ("一行目  \n二行目", "一行目 二行目"),
        ("一<br>二", "一 二"),
        ("全角\u3000\u3000空白\u00a0\tです", "全角 空白 です"),
        ("- 一\n- 二\n    - 三", "一 二 三"),
        ("|甲|乙|\n|--|--|\n|丙|丁|", "甲 乙 丙 丁"),
        ("[市の頁](https://example.jp/a)を見る", "市の頁を見る"),
        ("![図の説明](a.png)あり", "あり"),
        ("A&amp;B &lt;C&gt; `x < y`", "A&B <C> x < y"),
        ("    甲\n    乙", "甲 乙"),
        ("前<!-- 見えない -->後", "前後"),
        ("<script>alert('見えない')</script>\n\n後", "後"),
        ("減った[^1]と聞く。\n\n[^1]: 広報による。", "減ったと聞く。 広報による。"),
        ("題{: .class}", "題{: .class}"),
    ],
)
def test_the_body_as_a_reader_sees_it(body, seen):
    assert visible_text(body) == seen


def test_a_word_across_a_line_break_of_the_body_is_found(library):
    # Given
    scan = library(a=case(body="問い\n合わせが\n\n減った"))
    # When / Then
    assert scan.matching("問い合わせ") == {"one"}
    assert scan.matching("問い合わせ", exact=True) == {"one"}
    assert scan.matching("合わせが減った") == set()
    assert scan.matching("合わせが 減った", exact=True) == {"one"}


# --------------------------------------------------------------------------------------------------------------- words

SOME_TEXT = case("title: LINEのチャットボット か\u3099くしゅう", "ごみ分別　証明書のRPA\n")


def test_words_are_found_again(library):
    # Given
    scan = library(a=SOME_TEXT)
    # When
    words = scan.words(seed=1, count=300)
    # Then
    assert len(words) == 300
    assert all(scan.matching(word) == {"one"} for word in words)


def test_words_hold_no_white_space_and_are_not_too_long(library):
    # Given
    scan = library(a=SOME_TEXT)
    # When
    words = scan.words(seed=2, count=300, longest=3)
    # Then
    assert all(1 <= len(whole_characters(word)) <= 3 for word in words)
    assert not any(char.isspace() for word in words for char in word)


def test_two_thirds_of_the_words_stand_as_they_are_and_some_others_do_not(library):
    # Given
    scan = library(a=SOME_TEXT)
    # When
    words = scan.words(seed=3, count=300)
    # Then
    as_they_are = [bool(scan.matching(word, exact=True)) for word in words]
    assert all(as_they_are[0::3])
    assert all(as_they_are[1::3])
    assert not all(as_they_are[2::3])


def test_the_same_seed_gives_the_same_words(library):
    # Given
    scan = library(a=SOME_TEXT)
    # When / Then
    assert scan.words(seed=4, count=50) == scan.words(seed=4, count=50)
    assert scan.words(seed=4, count=50) != scan.words(seed=5, count=50)


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("ガa", {"がa", "ガａ", "ｶﾞa", "ガA"}),
        ("ｻｰ", {"サー"}),
        ("３Ｄ", {"3D", "３ｄ"}),
        ("ゐヵ", {"ヰヵ", "ゐゕ"}),
        ("わ\u3099", {"わﾞ"}),  # not ヷ, which has no hiragana and so folds to itself
        ("市", set()),
    ],
)
def test_the_other_writings_of_a_word(word, others):
    assert set(other_writings(word)) == others
