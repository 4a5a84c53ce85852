"""A pytest plugin of `dev.py test`: repeats what failed before the tests and, on CI, fails when a test was skipped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SKIPPED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the list of what was skipped."""
    config.stash[SKIPPED] = []
    config.pluginmanager.register(_Watch(config.stash[SKIPPED]))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green session into a failed one when something was left out."""
    if os.environ.get("CI") == "true" and session.config.stash[SKIPPED]:
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> Iterator[None]:
    """Say, just above the summary line, what fails the run although no test did."""
    yield
    earlier = os.environ.get("DX_CASEBOOK_FAILED_STEPS")
    if earlier:
        terminalreporter.write_line(f"Failed before the tests: {earlier}", red=True)
    skipped = config.stash[SKIPPED]
    if os.environ.get("CI") == "true" and skipped:
        terminalreporter.write_line(f"CI allows no skipped test: {', '.join(skipped)}", red=True)


class _Watch:
    """Collects the ids of skipped tests and modules; an expected failure is no skip."""

    def __init__(self, skipped: list[str]) -> None:
        self._skipped = skipped

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._skipped.append(report.nodeid)
