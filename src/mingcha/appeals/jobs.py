"""What the clock does for appeals, every minute: climb, find new owners, close what nobody rated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
