"""One-to-one assignment with the greatest total score (Hungarian method on small, sparse score tables)."""

from __future__ import annotations

from collections.abc import Mapping


def assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """
    Pairs (row, column) of the greatest total among `scores` (positive; absent pairs are impossible), one-to-one.

    Rows and columns that win together beyond doubt are taken first, so the cubic part stays tiny.
    """
    sure = {pair for pair in scores if _beyond_doubt(pair, scores)}
    taken = {row: column for row, column in sure}
    columns = set(taken.values())
    rest = {pair: score for pair, score in scores.items() if pair[0] not in taken and pair[1] not in columns}
    return taken | (_optimal(rest) if rest else {})


def _beyond_doubt(pair: tuple[int, int], scores: Mapping[tuple[int, int], float]) -> bool:
    row, column = pair
    rivals = [score for (r, c), score in scores.items() if (r == row) != (c == column)]
    return all(scores[pair] >= 2 * rival for rival in rivals)


def _optimal(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    rows = sorted({row for row, _ in scores})
    columns = sorted({column for _, column in scores})
    size = max(len(rows), len(columns))
    cost = [
        [-scores.get((rows[i], columns[j]), 0.0) if i < len(rows) and j < len(columns) else 0.0 for j in range(size)]
        for i in range(size)
    ]
    pairs = ((i, j) for j, i in enumerate(_hungarian(cost)) if i < len(rows) and j < len(columns))
    return {rows[i]: columns[j] for i, j in pairs if (rows[i], columns[j]) in scores}


def _hungarian(cost: list[list[float]]) -> list[int]:
    """Row of each column in a minimal assignment of the square `cost` (potentials, shortest augmenting paths)."""
    size = len(cost)
    u, v = [0.0] * (size + 1), [0.0] * (size + 1)
    match = [0] * (size + 1)
    for row in range(1, size + 1):
        match[0] = row
        way, column = _augment(cost, u, v, match)
        _flip(match, way, column)
    return [match[j] - 1 for j in range(1, size + 1)]


def _augment(cost: list[list[float]], u: list[float], v: list[float], match: list[int]) -> tuple[list[int], int]:
    size, column = len(cost), 0
    least, used, way = [float("inf")] * (size + 1), [False] * (size + 1), [0] * (size + 1)
    while match[column]:
        used[column] = True
        row, delta, following = match[column], float("inf"), 0
        for j in range(1, size + 1):
            if used[j]:
                continue
            current = cost[row - 1][j - 1] - u[row] - v[j]
            if current < least[j]:
                least[j], way[j] = current, column
            if least[j] < delta:
                delta, following = least[j], j
        for j in range(size + 1):
            if used[j]:
                u[match[j]] += delta
                v[j] -= delta
            else:
                least[j] -= delta
        column = following
    return way, column


def _flip(match: list[int], way: list[int], column: int) -> None:
    while column:
        match[column] = match[way[column]]
        column = way[column]
