"""Accounts of every channel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories.channels import ACCOUNTS


@pytest.fixture(autouse=True)
def accounts(settings: Any, tmp_path: Path) -> None:
    settings.CHANNELS = list(ACCOUNTS)
    settings.MFA_REQUIRED = False
    settings.ANCHORS = tmp_path / "anchors.txt"
