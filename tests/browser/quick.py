"""Settings of the sites of these tests: as in earnest, but passwords are hashed in no time."""

from __future__ import annotations

from mingcha.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
