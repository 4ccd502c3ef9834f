"""Frozen dataclasses to JSON and back, driven by their type hints. For manifests: no code is ever loaded from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: Any) -> str:
    """JSON text of a dataclass, tuple, mapping or plain value."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """The value of type `kind` that `dumps` wrote. Raises KeyError, TypeError or ValueError when it is another."""
    result: T = _build(kind, json.loads(text))
    return result


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _build_optional(kind, data)
    if origin is tuple:
        return _build_tuple(get_args(kind), data)
    if origin is not None and issubclass(origin, Mapping) if isinstance(origin, type) else False:
        key, value = get_args(kind)
        return {_build(key, k): _build(value, v) for k, v in data.items()}
    if origin is Literal:
        return data
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], v) for name, v in data.items()})
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        return kind(*data)
    return _build_scalar(kind, data)


def _build_optional(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    return _build(next(a for a in get_args(kind) if a is not NoneType), data)


def _build_tuple(arguments: tuple[Any, ...], data: Any) -> Any:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_build(arguments[0], v) for v in data)
    return tuple(_build(a, v) for a, v in zip(arguments, data, strict=True))


def _build_scalar(kind: Any, data: Any) -> Any:
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    return kind(data) if kind in (int, float, str) else data
