"""YAML as a tree of texts with their lines."""

from __future__ import annotations

import pytest

from kb_app.formats.yaml_nodes import Mapping, Scalar, Sequence, YamlError, parse


def test_every_scalar_is_the_text_that_was_written():
    node = parse("a: 070000\nb: 2020-08-07\nc: yes\nd: 1_000\ne: '~'\n")
    assert isinstance(node, Mapping)
    texts = [value.text for value in node.entries.values() if isinstance(value, Scalar)]
    assert texts == ["070000", "2020-08-07", "yes", "1_000", "~"]


def test_values_and_keys_know_their_lines():
    node = parse("a: 1\n\nb:\n  - x\n  - y\n")
    assert isinstance(node, Mapping)
    assert node.key_lines == {"a": 1, "b": 3}
    found = node.entries["b"]
    assert isinstance(found, Sequence)
    assert [item.line for item in found.items] == [4, 5]


def test_null_is_told_from_the_word():
    node = parse("a:\nb: ~\nc: 'null'\n")
    assert isinstance(node, Mapping)
    assert [value.is_null for value in node.entries.values() if isinstance(value, Scalar)] == [True, True, False]


def test_an_alias_is_the_value_it_stands_for():
    node = parse("a: &x [1, 2]\nb: *x\n")
    assert isinstance(node, Mapping)
    assert node.entries["a"] == node.entries["b"]


def test_repeated_keys_are_named_with_their_lines():
    node = parse("a: 1\na: 2\nb: 3\na: 4\n")
    assert isinstance(node, Mapping)
    assert node.repeated == (("a", 2), ("a", 4))
    assert node.entries["a"] == Scalar(1, "1")


def test_an_empty_text_is_no_tree():
    assert parse("") is None
    assert parse("# only a remark\n") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [\n", 3),
        ("a: 1\n\tb: 2\n", 2),
        ("a: *x\n", 1),
        ("? [a]\n: b\n", 1),
        ("a: 1\n- b\n", 2),
        ("a: 'x\n", 2),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int):
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert caught.value.line in (line, line - 1)
    assert caught.value.reason


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_twenty_levels_are_read_and_a_hundred_thousand_are_refused(opening: str):
    # Given as many levels as libyaml's recursion in C does not survive
    with pytest.raises(YamlError, match="nested"):
        parse(opening * (10_000 if opening == "[" else 100_000))
    # Then a tree of a sane depth is still read
    assert parse("- " * 19 + "x") is not None
