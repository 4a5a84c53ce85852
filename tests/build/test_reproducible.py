"""How two builds are compared."""

from __future__ import annotations

import itertools

import devtools_reproducible as reproducible


def test_equal_builds_are_the_same(tmp_path):
    def build():
        (tmp_path / "program").write_bytes(b"same")
        return [tmp_path / "program"]

    assert reproducible.builds_the_same_twice(build)


def test_a_differing_file_is_named(tmp_path, capsys):
    runs = itertools.count()

    def build():
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / "folder" / "stamp").write_text(str(next(runs)), encoding="utf-8")
        return [tmp_path / "folder"]

    assert not reproducible.builds_the_same_twice(build)
    assert "folder/stamp" in capsys.readouterr().out


def test_a_file_that_only_one_run_wrote_is_a_difference(tmp_path):
    runs = itertools.count()

    def build():
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / "folder" / f"file {next(runs)}").write_bytes(b"")
        return [tmp_path / "folder"]

    assert not reproducible.builds_the_same_twice(build)


def test_links_and_the_right_to_execute_count(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    (place / "program").write_bytes(b"")
    (place / "link").symlink_to("program")
    before = reproducible.digests([place])
    (place / "program").chmod(0o755)
    after = reproducible.digests([place])
    assert before["place/link"] == after["place/link"] == "link to program"
    assert before["place/program"] != after["place/program"]
