"""Case files that tests write: one that nothing is wrong with, and the ways to spoil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """---
id: kosai-umbrella
title: かささぎ通知で傘の貸し出しを知らせる
municipality: {name: 湖西市, code: "222216"}
steps: [execute_measure]
priority_areas: [ai_rpa]
---
## 取組

雨の予報のときに、かささぎ通知を送る。
"""
"""A case without errors; かささぎ stands nowhere in the bundled library."""

WORD = "かささぎ通知"

WITHOUT_ID = GOOD.replace("id: kosai-umbrella\n", "")


def front(*lines: str, body: str = "## 取組\n\n本文。\n") -> str:
    """A case file of these lines of front matter, beginning at line 2 of the file."""
    return "\n".join(("---", *lines, "---", body))


def case(*lines: str) -> str:
    """A file that has all it needs, with these lines beginning at line 4."""
    return front("title: 題", "municipality: {name: 湖西市}", *lines)


def write(place: Path, content: str | bytes) -> Path:
    """Write a file with the bytes as they are, and the folders above it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return place


def copy_of(origin: str, own_id: str = "my-copy", title: str = "写し") -> str:
    """A case file that is a copy of another document; かささぎ stands in it too."""
    return front(
        f"id: {own_id}",
        f"title: {title}",
        "municipality: {name: 湖西市}",
        f"derived_from: {{id: {origin}, version: '2026-11-23'}}",
        body="## 取組\n\nかささぎ通知を自分の市で送る。\n",
    )
