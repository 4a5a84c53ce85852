"""What offices put into the folder of their cases: each file is spoiled in one way, and may take nothing else with it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.case_files import GOOD


@dataclass(frozen=True)
class BadFile:
    """A spoiled file, the line and field that its error must name, and whether its text is found all the same."""

    name: str
    content: bytes
    line: int
    field: str
    is_found: bool = True


def _spoiled(name: str, before: str, after: str, line: int, field: str = "") -> BadFile:
    assert before in GOOD
    return BadFile(f"{name}.md", GOOD.replace(before, after, 1).encode(), line, field)


BAD_FILES = (
    _spoiled("broken front matter", "steps: [execute_measure]", "steps: [execute_measure", 6),
    _spoiled("unclosed front matter", "---\n## ", "## ", 1),
    _spoiled("front matter of text", GOOD.split("---")[1], "\nただの文章\n", 2),
    _spoiled("unknown id of an axis", "[ai_rpa]", "[ai_rpa, metaverse]", 6, "priority_areas"),
    _spoiled("wrong check digit", '"222216"', '"222217"', 4, "municipality.code"),
    _spoiled("code of another place", '"222216"', '"221309"', 4, "municipality.code"),
    _spoiled("missing title", "title: かささぎ通知で傘の貸し出しを知らせる\n", "", 1, "title"),
    _spoiled("id that is none", "kosai-umbrella", "こさい", 2, "id"),
    _spoiled("number that is none", '"222216"}', '"222216", population: 1_}', 4, "municipality.population"),
    _spoiled("duplicate key", "steps:", "title: もう一つ\nsteps:", 5, "title"),
    _spoiled("deep nesting", "steps: [execute_measure]", "steps: " + "{a: " * 100_000, 5),
    BadFile("no front matter.md", "# 傘\n\nかささぎ通知の話。\n".encode(), 1, "title"),
    BadFile("cp932.md", GOOD.encode("cp932"), 1, ""),
    BadFile("empty.md", b"", 1, "", is_found=False),
    BadFile("white space.md", b"\r\n \r\n", 1, "", is_found=False),
    BadFile("picture.md", b"\xff\xd8\xff\xe0\0\x10JFIF\0", 1, "", is_found=False),
    BadFile("20 MB.md", GOOD.encode() + b"x" * 20_000_000, 0, "", is_found=False),
)
"""The id of the good file that stands beside them is another one."""

ODD_BUT_GOOD = (
    ("byte order mark.md", b"\xef\xbb\xbf" + GOOD.encode()),
    ("windows line ends.md", GOOD.replace("\n", "\r\n").encode()),
    ("both【様式】（案）.md", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()),
    ("dotted end.md", GOOD.replace("---\n## ", "...\n## ").encode()),
    ("lists in lists.md", (GOOD + "\n" + "\n".join("    " * n + "- 段" for n in range(400))).encode()),
)
"""Files with nothing to mend."""
