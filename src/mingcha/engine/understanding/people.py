"""Whose identifier a column holds, by the headers of the whole sheet: shared stems, neighbours, order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mingcha.engine.understanding.looks import Looks
from mingcha.engine.understanding.matching import Claim, Header, judge_claim
from mingcha.engine.understanding.roles import WHO, name_of, same_person, stem
from mingcha.engine.understanding.vocabulary import Entry
from mingcha.engine.understanding.wording import ID, NAME, STRONG, UC, wording

_LINKED = 0.97
#: A name beside its own number comes before a better known name without one.
_COUPLED = 1.05
#: What is left of a claim to another person's number.
_STRANGER = 0.85
#: The first person of a sheet, named by a word nobody knows, is the one it is about.
_SUBJECT = 0.72

Claims = dict[tuple[int, str], Claim]


def addressed(headers: Sequence[Header]) -> list[Header]:
    """Where several columns are called just 身份证号, each belongs to the name column on its left."""
    bare = [header.index for mark in (ID, UC) for header in _called_just(mark, headers)]
    left = {header.index: before for before, header in pairwise(headers)}
    return [_addressed(header, left.get(header.index)) if header.index in bare else header for header in headers]


def _called_just(mark: str, headers: Sequence[Header]) -> list[Header]:
    """Headers that say nothing but `mark`, when there are several."""
    found = [h for h in headers if len(h.readings) == 1 and wording(h.readings[0]).spellings[0] == mark]
    return found if len(found) > 1 else []


def _addressed(header: Header, before: Header | None) -> Header:
    whose = stem(before.readings[0]) if before and not _has_number(before) else ""
    return replace(header, readings=(f"{whose}{header.readings[0]}",)) if whose else header


def linked(headers: Sequence[Header], looks: Mapping[int, Looks], entry: Entry, claims: Claims) -> Claims:
    """
    `claims` after asking to whom each identifier belongs: 岗位人员身份证号 follows 岗位人员姓名 to its column and is
    nobody else's number.
    """
    couples = _couples(headers)
    answered = {index for (index, _), claim in claims.items() if claim.how == "answer"}
    for number, name in couples:
        if not {number.index, name.index} & answered:
            _follow(number, name, looks, entry, claims)
    _take_subject(headers, couples, looks, entry, claims)
    return claims


def _couples(headers: Sequence[Header]) -> list[tuple[Header, Header]]:
    """(identifier header, name header) that speak of the same person in the same words."""
    numbers = [header for header in headers if _has_number(header)]
    names = [header for header in headers if not STRONG.intersection(wording(header.readings[0]).spellings[0])]
    couples = []
    for number in numbers:
        literal = [name for name in names if stem(name.readings[0]) == stem(number.readings[0]) != ""]
        alike = [name for name in names if same_person(stem(name.readings[0]), stem(number.readings[0]))]
        couples += [(number, name) for name in (literal or alike)[:1]]
    return couples


def _has_number(header: Header) -> bool:
    return bool({ID, UC}.intersection(wording(header.readings[0]).spellings[0]))


def _follow(number: Header, name: Header, looks: Mapping[int, Looks], entry: Entry, claims: Claims) -> None:
    pairs = name_of(entry.spec)
    before = {key: claim for key, claim in claims.items() if key[0] in (number.index, name.index)}
    for who, called in pairs.items():
        mine, theirs = before.get((number.index, who)), before.get((name.index, called))
        if theirs and (mine is None or mine.score < _LINKED * theirs.score):
            _raise(number, who, theirs.score, looks, entry, claims)
        elif mine and theirs is None:
            _raise(name, called, mine.score, looks, entry, claims)
        elif mine and theirs:
            claims[name.index, called] = replace(theirs, score=max(theirs.score, _COUPLED * mine.score))
    best = max((before[name.index, c].score for c in pairs.values() if (name.index, c) in before), default=0.0)
    for who, called in pairs.items():
        theirs = before.get((name.index, called))
        claim = claims.get((number.index, who))
        if claim and best >= 0.9 and (theirs is None or theirs.score < best - 0.1):
            claims[number.index, who] = replace(claim, score=claim.score * _STRANGER)


def _raise(header: Header, column: str, score: float, looks: Mapping[int, Looks], entry: Entry, claims: Claims) -> None:
    claim = judge_claim(
        Claim(_LINKED * score, "similar", header.readings[0]), entry.spec.columns[column], looks.get(header.index)
    )
    if claim is not None:
        claims[header.index, column] = claim


def _take_subject(
    headers: Sequence[Header],
    couples: Sequence[tuple[Header, Header]],
    looks: Mapping[int, Looks],
    entry: Entry,
    claims: Claims,
) -> None:
    """The first person of a sheet, called by an unknown word in both columns, is the dataset's only required one."""
    pairs = name_of(entry.spec)
    needed = [who for who in pairs if entry.spec.columns[who].required and entry.spec.columns[who].type in WHO]
    first = min((number.index for number in headers if _has_number(number)), default=-1)
    for number, name in couples:
        known = any(index == number.index for index, _ in claims)
        if len(needed) == 1 and number.index == first and not known:
            _raise(number, needed[0], _SUBJECT / _LINKED, looks, entry, claims)
            mine = claims.get((name.index, pairs[needed[0]]))
            if (mine is None or mine.score < _SUBJECT) and NAME in wording(name.readings[0]).spellings[0]:
                _raise(name, pairs[needed[0]], _SUBJECT / _LINKED, looks, entry, claims)
