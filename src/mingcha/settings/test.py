"""
Settings of the test suite: a home that is thrown away, weak password hashing, no collected static files.

SQLite in a file, as in earnest; `python -m tests.postgres` runs the database tests once more with `TEST_DATABASE_URL`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="mingcha-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["MINGCHA_HOME"] = _HOME
os.environ["MINGCHA_KEY_PATH"] = os.path.join(_HOME, "secret.key")  # noqa: PTH118 - before anything is imported
# The second pass names a PostgreSQL here; the database of the installation is never the tests'.
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from mingcha.settings.base import *  # noqa: E402, F403
from mingcha.web.translations import compile_catalogues  # noqa: E402

# In memory, SQLite shares one cache between threads and fails where a file would wait: races could not be tested.
DATABASES["default"]["TEST"] = {"NAME": os.path.join(_HOME, "test.sqlite3")} if not os.environ["DATABASE_URL"] else {}  # noqa: F405, PTH118
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_DAYS = 0  # tests open accounts at moments of long ago; those of R36 set an age
compile_catalogues(LOCALE_PATHS[0])  # noqa: F405 - before anything is translated
