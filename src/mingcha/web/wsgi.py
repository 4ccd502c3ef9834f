"""What the web server calls: `mingcha.web.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings.base")
application = get_wsgi_application()
# Every page is imported now: the first caller would wait more than a second, and a platform that checks an address
# (`channels`) waits for one.
get_resolver().url_patterns  # noqa: B018 - it is a cached property that imports
