"""Tests reach this machine only: pyproject.toml blocks every other host, and a warning is an error."""

from __future__ import annotations

import socket

import pytest


def test_no_test_reaches_the_network() -> None:
    with pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
