"""
Training on the site's own decisions: n-grams of what was written, and the category that people decided on in the end.

scikit-learn is loaded here only. The oldest decisions train, the next set the probabilities right, the newest judge: so
the figures say what the model is worth for what comes in next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingcha.appeals.suggesting.grams import SIZE, counted
from mingcha.appeals.suggesting.model import FLOOR, Model

#: Fewer decisions than this teach nothing: the rules speak alone.
LEAST, LEAST_OF_ONE = 200, 15
#: More than these are not looked at: time and memory of one modest server.
MOST = 100_000
_JUDGE, _HEAT = 0.2, 0.1
#: A category of which the lower bound of being right lies below this stays silent.
_RIGHT = 0.6
_SEED = 20_260_302


@dataclass(frozen=True)
class Decided:
    """What was written, and the category that people gave it."""

    text: str
    code: str


@dataclass(frozen=True)
class Line:
    """Of one category: how many taught it, how many judged, of those which it spoke for how many were right."""

    code: str
    taught: int
    judged: int
    spoke: int
    right: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of being right (Wilson 1927)."""
        return wilson(self.right, self.spoke)


@dataclass(frozen=True)
class Trained:
    """A model, and its card: lines by category, and the share of all that it got right when it had to speak."""

    model: Model
    lines: tuple[Line, ...]
    judged: int
    right: int
    spoke: int
    spoke_right: int
    rules_right: int


def train(decided: Sequence[Decided]) -> Trained | None:
    """The model of decisions, oldest first; None when there are too few of at least two categories."""
    decided = decided[-MOST:]
    enough = {code for code, count in Counter(one.code for one in decided).items() if count >= LEAST_OF_ONE}
    kept = [one for one in decided if one.code in enough]
    if len(kept) < LEAST or len(enough) < 2:
        return None
    first, second = int(len(kept) * (1 - _JUDGE - _HEAT)), int(len(kept) * (1 - _JUDGE))
    counts = _counts([one.text for one in kept])
    codes = tuple(sorted({one.code for one in kept[:first]}))
    if len(codes) < 2:
        return None
    idf = _idf(counts[:first])
    features = _weighed(counts, idf)
    target = np.array([codes.index(one.code) if one.code in codes else -1 for one in kept])
    fitted = _fit(features[:first], target[:first])
    weights, bias = _rows(fitted, len(codes))
    scores = features @ weights.T + bias
    model = Model(codes, weights, bias, idf, _heat(scores[first:second], target[first:second]))
    return _judged(model, kept, first, second, scores[second:])


def _counts(texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    ends, numbers, values = [0], [], []
    for text in texts:
        found = counted(text)
        numbers.append(np.fromiter(found, dtype=np.int32, count=len(found)))
        values.append(np.fromiter(found.values(), dtype=np.float32, count=len(found)))
        ends.append(ends[-1] + len(found))
    shape = (len(texts), SIZE)
    return csr_matrix((np.concatenate(values), np.concatenate(numbers), np.array(ends, dtype=np.int64)), shape=shape)


def _idf(counts: Any) -> NDArray[np.float32]:
    """How rare each number is among the texts (smoothed, as scikit-learn has it)."""
    seen = np.bincount(counts.indices, minlength=SIZE)
    found: NDArray[np.float32] = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    return found


def _weighed(counts: Any, idf: NDArray[np.float32]) -> Any:
    """The vectors of `model.vector_of`, all at once."""
    from sklearn.preprocessing import normalize

    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    return normalize(counts, copy=False)


def _fit(features: Any, target: NDArray[np.int64]) -> Any:
    from sklearn.linear_model import SGDClassifier

    fitted = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=10, tol=None, random_state=_SEED, average=True)
    return fitted.fit(features, target)


def _rows(fitted: Any, count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and bias, a row for each category: of two, scikit-learn keeps one row only."""
    weights, bias = fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)
    if count == len(weights):
        return weights, bias
    return np.vstack((-weights, weights)), np.concatenate((-bias, bias))


def _heat(scores: NDArray[np.float32], target: NDArray[np.int64]) -> float:
    """
    What the scores are divided by so that the probabilities are right on decisions that did not train (Guo 2017).

    Never less than one: where the next decisions read like those before, sharper would fit them, and what reads
    otherwise would be guessed at with confidence (measured: half of it wrong).
    """
    known = target >= 0
    if not known.any():
        return 1.0

    def loss(heat: float) -> float:
        heated = scores[known] / heat
        sums = np.log(np.exp(heated - heated.max(axis=1, keepdims=True)).sum(axis=1)) + heated.max(axis=1)
        return float((sums - heated[np.arange(len(heated)), target[known]]).mean())

    return float(min(np.geomspace(1, 20, 60), key=loss))


def _judged(model: Model, kept: Sequence[Decided], first: int, second: int, scores: NDArray[np.float32]) -> Trained:
    from mingcha.appeals.suggesting import rules

    judging = kept[second:]
    chances = model.chances(scores)
    best = [model.codes[row] for row in chances.argmax(axis=1)]
    sure = chances.max(axis=1) >= FLOOR
    taught = Counter(one.code for one in kept[:first])
    lines = []
    for code in sorted({*model.codes, *(one.code for one in judging)}):
        spoke = [one.code == code for one, said, loud in zip(judging, best, sure, strict=True) if loud and said == code]
        lines.append(Line(code, taught[code], sum(one.code == code for one in judging), len(spoke), sum(spoke)))
    silent = frozenset(line.code for line in lines if line.interval[0] < _RIGHT)
    pointed = [rules.category_of(one.text) for one in judging]
    quiet = Model(model.codes, model.weights, model.bias, model.idf, model.heat, silent)
    return Trained(
        quiet,
        tuple(lines),
        judged=len(judging),
        right=sum(one.code == said for one, said in zip(judging, best, strict=True)),
        spoke=sum(line.spoke for line in lines if line.code not in silent),
        spoke_right=sum(line.right for line in lines if line.code not in silent),
        rules_right=sum(
            found is not None and found.code == one.code for one, found in zip(judging, pointed, strict=True)
        ),
    )


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which a share lies with 95 % confidence; the whole range when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share = right / of
    middle, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + z * z / of)), min(1.0, (middle + spread) / (1 + z * z / of))
