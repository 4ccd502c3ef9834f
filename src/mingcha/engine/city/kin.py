"""Kin across households: grown children who live apart from parents of the same village."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mingcha.engine.city.households import SHAPES, YEAR

if TYPE_CHECKING:
    from mingcha.engine.city.population import Population

ELDERS = tuple(i for i, shape in enumerate(SHAPES) if shape.members in ("H", "HS") and shape.youngest >= 58)
YOUNG = tuple(i for i, shape in enumerate(SHAPES) if shape.oldest <= 60 and "M" not in shape.members)
YOUNGEST_PARENT, OLDEST_PARENT = 18.0, 42.0  # years between parent and child


def link_elders(people: Population, shape: NDArray[np.int8], rng: np.random.Generator) -> None:
    """
    Give heads of younger households parents among the elders of their village.

    Both lists are shuffled within each village and paired in order, so up to two households get the same parents;
    a pair whose ages do not fit is dropped. Elders have no parents themselves: lines stay short.
    """
    village = people.village[people.head]
    elders = _shuffled(np.flatnonzero(np.isin(shape, ELDERS)), village, rng)
    young = _shuffled(np.flatnonzero(np.isin(shape, YOUNG)), village, rng)
    elders = np.repeat(elders, 2)
    starts = np.searchsorted(village[elders], village[young])
    within = np.arange(len(young)) - np.searchsorted(village[young], village[young])
    partner = starts + within
    inside = partner < len(elders)
    young, partner = young[inside], partner[inside]
    same = village[elders[partner]] == village[young]
    _link(people, people.head[young[same]], people.head[elders[partner[same]]])


def _shuffled(households: NDArray[np.int64], village: NDArray[np.int16], rng: np.random.Generator) -> NDArray[np.int64]:
    """Households in village order, random within each village."""
    mixed = rng.permutation(households)
    return mixed[np.argsort(village[mixed], kind="stable")]


def _link(people: Population, child: NDArray[np.int32], elder: NDArray[np.int32]) -> None:
    """Write parents where both ages fit."""
    spouse = people.spouse[elder]
    fits = _fits(people, child, elder) & ((spouse < 0) | _fits(people, child, np.maximum(spouse, 0)))
    child, elder, spouse = child[fits], elder[fits], spouse[fits]
    people.father[child] = np.where(people.male[elder], elder, spouse)
    people.mother[child] = np.where(people.male[elder], spouse, elder)


def _fits(people: Population, child: NDArray[np.int32], parent: NDArray[np.int32]) -> NDArray[np.bool_]:
    gap = (people.birth[child] - people.birth[parent]) / YEAR
    return np.asarray((gap >= YOUNGEST_PARENT) & (gap <= OLDEST_PARENT))
