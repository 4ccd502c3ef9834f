"""
The trained model as it is kept and asked: numbers and names of categories, nothing that runs. No scikit-learn here, so
that pages start fast: a suggestion is one small product of what `training` found.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from mingcha.appeals.suggesting.grams import SIZE, counted, grams_of, normal, number_of
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: Below this probability the model is silent and the rules speak.
FLOOR = 0.6
_TOLD = 4


@dataclass(frozen=True)
class Guess:
    """A category, how probable, and the n-grams that weighed most for it."""

    code: str
    probability: float
    grams: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """Weights of hashed n-grams by category: `weights` is (categories, SIZE)."""

    codes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    idf: NDArray[np.float32]
    #: Divides the scores so that the probabilities are what they say (temperature).
    heat: float
    #: Categories in which it was right too seldom to speak.
    silent: frozenset[str] = frozenset()

    def guess(self, text: str) -> Guess | None:
        """The most probable category; None below the floor or when it is one that it does not know well enough."""
        numbers, values = self.vector(text)
        if not len(numbers):
            return None
        chances = self.chances(self.weights[:, numbers] @ values + self.bias)
        best = int(np.argmax(chances))
        if chances[best] < FLOOR or self.codes[best] in self.silent:
            return None
        return Guess(self.codes[best], float(chances[best]), self._why(text, best))

    def chances(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores as probabilities: they add up to one."""
        heated = scores / self.heat
        powers = np.exp(heated - heated.max(axis=-1, keepdims=True))
        found: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
        return found

    def vector(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """TF-IDF of a text, of length one: where it is not zero, and what it is there."""
        return vector_of(text, self.idf)

    def _why(self, text: str, row: int) -> tuple[str, ...]:
        own = self.weights[row] - self.weights.mean(axis=0)
        found = {gram: float(own[number_of(gram)] * self.idf[number_of(gram)]) for gram in grams_of(normal(text))}
        chosen: list[str] = []
        for gram in sorted(found, key=lambda one: (-found[one], one)):
            if found[gram] > 0 and not any(gram in other or other in gram for other in chosen):
                chosen.append(gram)
        return tuple(chosen[:_TOLD])


def vector_of(text: str, idf: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Counts, dampened and weighed by how rare each is, to length one."""
    found = counted(text)
    numbers = np.fromiter(found, dtype=np.int64, count=len(found))
    values = (1 + np.log(np.fromiter(found.values(), dtype=np.float32, count=len(found)))) * idf[numbers]
    return numbers, values / max(float(np.linalg.norm(values)), 1e-9)


def packed(model: Model) -> bytes:
    """As it is kept: arrays in npz, names in JSON. Half precision is enough for weights."""
    named = {"codes": list(model.codes), "heat": model.heat, "silent": sorted(model.silent)}
    out = BytesIO()
    np.savez_compressed(
        out,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        idf=model.idf.astype(np.float16),
        named=np.frombuffer(json.dumps(named).encode(), dtype=np.uint8),
    )
    return out.getvalue()


def mark_of(kept: bytes, key: bytes) -> str:
    """The keyed hash of what is kept: who can write to the database alone cannot put another model there."""
    return hmac.new(key, kept, "sha256").hexdigest()


def unpacked(kept: bytes, key: bytes, mark: str) -> Model:
    """The model again. Refused (`suggestion.damaged`) unless it is what was kept, shape for shape; runs no code."""
    if not hmac.compare_digest(mark_of(kept, key), mark):
        raise _damaged()
    try:
        with np.load(BytesIO(kept), allow_pickle=False) as found:
            named: dict[str, Any] = json.loads(bytes(found["named"]).decode())
            weights, bias, idf = (found[name].astype(np.float32) for name in ("weights", "bias", "idf"))
    except (ValueError, KeyError, OSError, EOFError, BadZipFile):
        raise _damaged() from None
    codes: Sequence[str] = named["codes"]
    if weights.shape != (len(codes), SIZE) or bias.shape != (len(codes),) or idf.shape != (SIZE,):
        raise _damaged()
    return Model(tuple(codes), weights, bias, idf, float(named["heat"]), frozenset(named["silent"]))


def _damaged() -> Refused:
    return Refused(
        "suggestion.damaged",
        Message(
            "建议模型与留存的校验值不符，已停用。", "The model of suggestions is not what was kept; it is not used."
        ),
    )
