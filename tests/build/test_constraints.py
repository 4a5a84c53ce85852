"""The versions that are pinned in build/constraints.txt."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from packaging.specifiers import SpecifierSet

from devtools_steps import ROOT

PINNED = re.findall(r"^([\w.-]+)==", (ROOT / "build" / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
INSTALLED = {name: said for name in PINNED for said in metadata.distributions(name=name)}


@pytest.mark.parametrize("python", ["3.11.0", "3.13.0"])
def test_every_pinned_version_runs_on_the_pythons_that_the_project_names(python):
    assert len(INSTALLED) > 50
    asked = {name: str(said.metadata.json.get("requires_python", "")) for name, said in INSTALLED.items()}
    assert {name: text for name, text in asked.items() if not SpecifierSet(text).contains(python)} == {}
