"""What the second pass on PostgreSQL leaves out exists; a line for a test that was renamed would say nothing."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT
from tests.postgres import ALIKE, is_alike


@pytest.mark.parametrize("named", ALIKE)
def test_what_is_left_out_exists_and_says_why(named: str) -> None:
    module, _, test = named.partition("::")
    assert f"def {test}" in (ROOT / module).read_text(encoding="utf-8")
    assert ALIKE[named].strip()


def test_a_test_is_known_by_its_module_or_its_name() -> None:
    editor = "tests/integration/matching/test_editor.py"
    assert is_alike(f"{editor}::test_what_does_not_pass_is_not_proposed[a-b::c]")
    assert not is_alike(f"{editor}::test_an_approved_text_is_what_runs")
    assert is_alike("tests/integration/datasets/test_drift.py::test_another_office_is_no_yardstick")
