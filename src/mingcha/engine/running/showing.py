"""
Masking and pseudonyms as SQL, equal to `kernel.masking` value by value (a test compares them).

As SQL and not as Python functions called by the engine: DuckDB 1.5 keeps no hold on the buffers of texts that such a
function returns, and texts longer than twelve bytes turn into garbage.
"""

from __future__ import annotations

from mingcha.kernel.masking import COMPOUND_SURNAMES

#: Characters kept at head and tail, by kind.
_ENDS = {"person_id": (4, 4), "party_id": (4, 4), "uscc": (2, 4), "account": (0, 4), "phone": (3, 2), "plate": (2, 2)}
MASKED = frozenset((*_ENDS, "name", "address"))


def mask_sql(kind: str, value: str) -> str:
    """SQL that masks the text expression `value`; kinds that name nobody are shown whole."""
    if kind in _ENDS:
        return _middle(value, *_ENDS[kind])
    if kind == "name":
        return _name(value)
    return _address(value) if kind == "address" else value


def pseudonym_sql(key: str) -> str:
    """Sixteen hex digits: shorter to read than a signed number, and never mistaken for an identifier."""
    return f"lpad(lower(hex({key})), 16, '0')"


def _middle(value: str, head: int, tail: int) -> str:
    kept = head + tail
    return (
        f"(CASE WHEN length({value}) <= {kept} THEN repeat('*', length({value}))"
        f" ELSE left({value}, {head}) || repeat('*', length({value}) - {kept}) || right({value}, {tail}) END)"
    )


def _name(value: str) -> str:
    surnames = ", ".join(f"'{s}'" for s in sorted(COMPOUND_SURNAMES))
    kept = f"(CASE WHEN length({value}) > 2 AND left({value}, 2) IN ({surnames}) THEN 2 ELSE 1 END)"
    return (
        f"(CASE WHEN {value} = '' THEN '' ELSE"
        f" left({value}, {kept}) || repeat('*', greatest(length({value}) - {kept}, 1)) END)"
    )


def _address(value: str) -> str:
    village = f"regexp_extract({value}, '^.*?(?:村委会|居委会|社区|村)')"
    street = f"regexp_extract({value}, '^.*(?:街道|路|街|镇|乡)')"
    head = f"coalesce(nullif({village}, ''), nullif({street}, ''))"
    bare = f"least(6, length({value}) // 2)"
    hidden = (
        f"(CASE WHEN length({value}) <= {bare} THEN repeat('*', length({value}))"
        f" ELSE left({value}, {bare}) || repeat('*', length({value}) - {bare}) END)"
    )
    return (
        f"(CASE WHEN {head} IS NULL THEN {hidden}"
        f" ELSE {head} || CASE WHEN length({head}) < length({value}) THEN '***' ELSE '' END END)"
    )
