"""The versions that `make test-bounds` installs."""

from __future__ import annotations

from bounds import requirements  # tools/

from partyresearch.reports.run import software


def test_the_lowest_versions_are_pinned_and_the_newest_free() -> None:
    """Of every library that the package itself needs; those of the tests stay free."""
    lowest, newest = requirements("lowest"), requirements("newest")
    assert "pandas==3.0" in lowest
    assert "pandas>=3.0" in newest
    assert [line.replace("==", ">=") for line in lowest] == newest
    own = {line.partition("==")[0] for line in lowest if "==" in line}
    assert set(software()["versions"]) - {"python", "partyresearch", "numpy", "scipy"} <= own
