"""The oracle of search: which documents hold a word, found the slow and obvious way.

This file shares no code with kb_app, on purpose. It reads the Markdown files itself, writes every field a person
reads into a plain list, and looks for the word in each of them. Only tests use it.
"""

import csv
import functools
import random
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import regex
import yaml

# ------------------------------------------------------------------------------------------------------------- folding

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\u30fc\ufe58\ufe63\uff0d\u002d"
WAVES = "\u301c\u3030\u223c\u223e\u02dc\uff5e\u007e"
PLAIN_MARK = {**dict.fromkeys(DASHES, "-"), **dict.fromkeys(WAVES, "~")}


def fold(text: str) -> str:
    """The text with everything levelled that a search does not tell apart."""
    # Marks go first, for NFKC tears U+02DC into a space and an accent; and again below, for NFKC makes new ones (ｰ).
    text = "".join(PLAIN_MARK.get(char, char) for char in text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = ""
    for char in text:
        if not char.isspace():
            folded += PLAIN_MARK.get(char, to_hiragana(char))
        elif not folded.endswith(" "):
            folded += " "
    return folded


def to_hiragana(text: str) -> str:
    """ァ..ヶ and ヽヾ; the few katakana without a hiragana (ヷヸヹヺ, the small ㇰ..ㇿ) stay."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" or c in "ヽヾ" else c for c in text)


# ------------------------------------------------------------------------------------ characters as a person sees them


def whole_characters(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@functools.cache
def borders(text: str) -> set[int]:
    """Where one whole character ends and the next begins, both ends of the text included."""
    return {0, *(match.end() for match in regex.finditer(r"\X", text))}


def holds(text: str, term: str) -> bool:
    """Does the term stand in the text, beginning and ending between whole characters?"""
    start = text.find(term)
    while start >= 0:
        if start in borders(text) and start + len(term) in borders(text):
            return True
        start = text.find(term, start + 1)
    return False


# --------------------------------------------------------------------------------------------------- the visible body

# fmt: off
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
    "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}
# fmt: on
UNSEEN = {"script", "style"}
FOOTNOTE_LINKS = {"footnote-ref", "footnote-backref"}


class _Runs(HTMLParser):
    """Collects the text of a page as runs: what stands between two block borders (or <br>)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs = [""]
        self.preformatted = False
        self.dropping = ""  # the tag whose text is being dropped, "" when none is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in UNSEEN or (tag == "a" and FOOTNOTE_LINKS.intersection(classes)):
            self.dropping = tag
        if tag == "pre":
            self.preformatted = True
        if tag in BLOCKS:
            self.runs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.dropping:
            self.dropping = ""
        if tag == "pre":
            self.preformatted = False
        if tag in BLOCKS:
            self.runs.append("")

    def handle_data(self, data: str) -> None:
        if self.dropping:
            return
        if self.preformatted:  # here every line is a line of its own
            first, *others = data.split("\n")
            self.runs[-1] += first
            self.runs.extend(others)
        else:
            self.runs[-1] += data


def visible_text(body: str) -> str:
    """The Markdown as a reader sees it, on one line."""
    parser = _Runs()
    parser.feed(markdown.markdown(body, extensions=["tables", "footnotes", "sane_lists"]))
    parser.close()
    return one_spaced(" ".join(join_lines(run) for run in parser.runs))


def join_lines(run: str) -> str:
    """A line break between two wide characters is nothing, any other is a space."""
    joined = ""
    for raw_line in run.split("\n"):
        line = raw_line.strip(" \t")
        if not line:
            continue
        if joined and not (is_wide(whole_characters(joined)[-1]) and is_wide(whole_characters(line)[0])):
            joined += " "
        joined += line
    return joined


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character[0]) in ("W", "F")


def one_spaced(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------- reading the YAML


def texts(value: Any) -> list[str]:
    """A scalar or a list of them, as a list of those that are not empty."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) and value.strip() else []


def text_of(value: Any) -> str:
    """The one scalar, or ""."""
    return value if isinstance(value, str) and value.strip() else ""


def with_unit(amount: str, unit: str) -> str:
    """A number directly followed by its unit; words of the source stand as they are."""
    return amount + unit if regex.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", amount) else amount


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def read_document(path: Path) -> tuple[dict[str, Any], str] | None:
    """Front matter and body; nothing for a file whose front matter cannot be read or has no id."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        if lines[0].rstrip() != "---":
            return None
        end = [line.rstrip() for line in lines].index("---", 1)
        # BaseLoader keeps every scalar as the text that was written: 0.50 stays 0.50, 070000 stays 070000.
        front = yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader)
    except (ValueError, yaml.YAMLError):  # no closing line, not UTF-8, not YAML
        return None
    if not text_of(mapping(front).get("id")):
        return None
    return front, "\n".join(lines[end + 1 :])


# --------------------------------------------------------------------------------------------------------- the oracle


class PlainScan:
    """Every document under cases_dir, as plain lists of fields."""

    def __init__(self, cases_dir: Path, resources_dir: Path) -> None:
        taxonomy_text = (resources_dir / "taxonomy.yaml").read_text(encoding="utf-8-sig")
        self._facets: dict[str, list[dict[str, Any]]] = yaml.load(taxonomy_text, Loader=yaml.BaseLoader)["facets"]
        with (resources_dir / "municipalities.csv").open(encoding="utf-8-sig", newline="") as file:
            self._municipalities = {row["code"]: row for row in csv.DictReader(file)}
        self._fields: dict[str, list[str]] = {}
        for path in sorted(cases_dir.rglob("*.md")):
            document = read_document(path)
            if document is None:
                continue
            front, body = document
            if front["id"] in self._fields:
                raise ValueError(f"two files with the id {front['id']}")
            self._fields[front["id"]] = [*self._front_fields(front), *self._labels(front), *texts(visible_text(body))]
        self._folded = {name: [fold(field) for field in fields] for name, fields in self._fields.items()}

    # -- asking

    def ids(self) -> set[str]:
        """The ids of all documents."""
        return set(self._fields)

    def fields(self, document_id: str) -> list[str]:
        """What a person reads of the document, unfolded, one entry a field."""
        return list(self._fields[document_id])

    def matching(self, term: str, *, exact: bool = False) -> set[str]:
        """The ids of the documents that hold the term; none for a term of nothing but white space."""
        if not term.strip():
            return set()
        documents = self._fields if exact else self._folded
        wanted = term if exact else fold(term)
        return {name for name, fields in documents.items() if any(holds(field, wanted) for field in fields)}

    def words(self, seed: int, count: int, longest: int = 8) -> list[str]:
        """Random words of the documents, every third one written in another way that folds to the same."""
        rng = random.Random(seed)
        found: list[str] = []
        while len(found) < count:
            document = rng.choice(sorted(self._fields))
            field = rng.choice(self._fields[document] or [""])
            stretches = [whole_characters(stretch) for stretch in field.split()]
            if not stretches:
                continue
            stretch = rng.choice(stretches)
            start = rng.randrange(len(stretch))
            length = rng.randint(1, min(longest, len(stretch) - start))
            word = "".join(stretch[start : start + length])
            if len(found) % 3 == 2:
                word = rng.choice(other_writings(word) or [word])
            found.append(word)
        return found

    # -- reading

    def _row(self, front: dict[str, Any]) -> dict[str, str]:
        code = text_of(mapping(front.get("municipality")).get("code"))
        return self._municipalities.get(code, {})

    def _front_fields(self, front: dict[str, Any]) -> list[str]:
        municipality = mapping(front.get("municipality"))
        organization = mapping(front.get("organization"))
        cost = mapping(front.get("cost"))
        row = self._row(front)
        values: list[Any] = [front.get(key) for key in ("title", "subtitle", "summary", "service_category")]
        values += [municipality.get("name"), municipality.get("code"), municipality.get("population")]
        values += [text_of(municipality.get(key)) or row.get(key) for key in ("prefecture", "kana")]
        values += [front.get("tags")]
        values += [
            organization.get(key) for key in ("department", "lead_role", "partners", "external_talent", "contact")
        ]
        values += [cost.get("note"), cost.get("funding"), front.get("tools")]
        for outcome in mappings(front.get("outcomes")):
            values += [outcome.get("metric"), outcome.get("scope")]
            unit = text_of(outcome.get("unit"))
            values += [with_unit(text_of(outcome.get(key)), unit) for key in ("before", "after")]
            kind = text_of(outcome.get("change_kind"))
            units = {"percent": "%", "percent_point": "ポイント", "ratio": "倍"}
            values += [with_unit(text_of(outcome.get("change")), units.get(kind, unit))]
        values += [front.get(key) for key in ("lessons", "conditions", "warnings")]
        for source in mappings(front.get("sources")):
            values += [source.get(key) for key in ("title", "publisher", "page")]
        values += [front.get("author")]
        for shown in mappings(front.get("images")) + mappings(front.get("videos")):
            values += [shown.get("title")]
        return texts(values)

    def _labels(self, front: dict[str, Any]) -> list[str]:
        municipality = mapping(front.get("municipality"))
        ids = [("step", one) for one in texts(front.get("steps"))]
        ids += [("priority_area", one) for one in texts(front.get("priority_areas"))]
        ids += [("related_measure", one) for one in texts(front.get("related_measures"))]
        ids += [("barrier", one) for one in texts(front.get("barriers"))]
        ids += [("population_band", one) for one in texts(self._band(municipality))]
        class_id = text_of(municipality.get("class")) or self._row(front).get("class")
        ids += [("municipality_class", one) for one in texts(class_id)]
        return [label for facet, one in ids for label in self._labels_of(facet, one)]

    def _band(self, municipality: dict[str, Any]) -> str:
        try:
            population = int(text_of(municipality.get("population")))
        except ValueError:  # none, or not a number
            return text_of(municipality.get("population_band"))
        for band in self._facets["population_band"]:
            if int(band.get("min", "0")) <= population and ("max" not in band or population < int(band["max"])):
                return str(band["id"])
        return ""

    def _labels_of(self, facet: str, wanted: str) -> list[str]:
        for entry in self._facets[facet]:
            if entry["id"] == wanted:
                return texts([*mapping(entry.get("labels")).values(), entry.get("ja"), entry.get("en")])
        return [wanted]


# ------------------------------------------------------------------------------------------ the same, written otherwise

HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFFA0)}
FULL_KANA = {half: full for full, half in HALF_KANA.items()}


def to_katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" or c in "ゝゞ" else c for c in text)


def to_full_width(text: str) -> str:
    text = "".join(FULL_KANA.get(c, c) for c in text)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def to_half_width(text: str) -> str:
    halves = ""
    for char in text:
        parts = unicodedata.normalize("NFD", char)  # ガ is ｶ and ﾞ
        if "！" <= char <= "～":
            halves += chr(ord(char) - 0xFEE0)
        elif all(part in HALF_KANA for part in parts):
            halves += "".join(HALF_KANA[part] for part in parts)
        else:
            halves += char
    return halves


def other_writings(word: str) -> list[str]:
    """The word written in other ways that fold to the same: six for some, none for 市."""
    ways = (to_hiragana, to_katakana, to_full_width, to_half_width, str.upper, str.lower)
    writings = {way(word) for way in ways}
    return sorted(one for one in writings if one != word and fold(one) == fold(word))
