"""
Logs: one JSON object a line on standard error, without personal data.

Our own events hold constant words and plain values. What libraries log is cut down to what cannot name anybody: their
sentence only when its values were passed beside it, and those values never; of an exception its class and the places
in the code it went through, neither its text nor any variable.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from mingcha.kernel.defects import kind, places

Event = MutableMapping[str, Any]


def configuration() -> dict[str, Any]:
    """Django's `LOGGING`; also sets up structlog, whose events take the same way out."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_traceback,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    out: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [_template_only, *shared],
        "use_get_message": False,
        "pass_foreign_args": True,
        "processors": out,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django's own lines name the path of each failed request; ours below name the route.
            "django": {"level": "WARNING", "handlers": []},
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
        },
    }


def _template_only(_logger: Any, _method: str, event: Event) -> Event:
    """Of a library's record the sentence without its values; a sentence that was composed beforehand is withheld."""
    record: logging.LogRecord = event["_record"]
    if not event.pop("positional_args", None) and not record.name.startswith("mingcha."):
        event["event"] = "message withheld"
    event["at"] = f"{record.module}:{record.lineno}"
    return event


def _without_traceback(_logger: Any, _method: str, event: Event) -> Event:
    """The exception as its class and the lines it went through."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
    if error is not None:
        event["error"] = kind(error)
        event["trace"] = places(error)
    return event
