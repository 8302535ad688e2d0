"""The assignment with the greatest sum of weights, exactly.

The method of shortest augmenting paths (Jonker and Volgenant 1987, in the form of Crouse 2016):
rows are assigned one after the other; each takes the cheapest path through columns that others
hold, and prices of rows and columns keep all earlier choices the best ones.  Of several best
assignments it gives the one that SciPy's ``linear_sum_assignment`` gives, which a test holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]
    Places: TypeAlias = NDArray[np.intp]

_FREE = -1


def best_assignment(weights: Any) -> list[tuple[int, int]]:
    """Assign each row of the shorter side to a column of its own, for the greatest sum.

    Args:
        weights: A matrix of finite numbers, rows by columns.

    Returns:
        Pairs of row and column in the order of the rows, as many as the shorter side is long.
    """
    import numpy as np

    costs = -np.asarray(weights, dtype=float)
    if costs.shape[0] > costs.shape[1]:
        return sorted((row, column) for column, row in _assigned(costs.T))
    return _assigned(costs)


def _assigned(costs: Numbers) -> list[tuple[int, int]]:
    """Assign every row of a matrix that has at least as many columns, at the least sum."""
    import numpy as np

    rows, columns = costs.shape
    row_prices, column_prices = np.zeros(rows), np.zeros(columns)
    row_of = np.full(columns, _FREE, dtype=np.intp)
    column_of = np.full(rows, _FREE, dtype=np.intp)
    for row in range(rows):
        prices = (row_prices, column_prices)
        lengths, before, visited, length, end = _shortest_path(costs, prices, row_of, row)
        on_path = row_of[visited[:-1]]  # rows that hold the columns of the path; the last is free
        row_prices[row] += length
        row_prices[on_path] += length - lengths[visited[:-1]]
        column_prices[visited] -= length - lengths[visited]
        _take_over(end, row, before, row_of, column_of)
    return [(row, int(column)) for row, column in enumerate(column_of)]


def _shortest_path(
    costs: Numbers, prices: tuple[Numbers, Numbers], row_of: Places, start: int
) -> tuple[Numbers, Places, Places, float, int]:
    """Find the cheapest path from a row to a column that no row holds.

    Returns:
        The least length to each column, the row before each, the columns visited in order, the
        length of the path, and the column it ends in.
    """
    import numpy as np

    row_prices, column_prices = prices
    columns = costs.shape[1]
    lengths = np.full(columns, np.inf)
    before = np.full(columns, _FREE, dtype=np.intp)
    waiting = np.arange(columns - 1, -1, -1)  # ties: as SciPy looks at them
    visited: list[int] = []
    row, length = start, 0.0
    while True:
        through = length + costs[row, waiting] - row_prices[row] - column_prices[waiting]
        shorter = through < lengths[waiting]
        nearer = waiting[shorter]
        lengths[nearer] = through[shorter]
        before[nearer] = row
        open_lengths = lengths[waiting]
        length = float(open_lengths.min())
        ties = np.flatnonzero(open_lengths == length)
        free = ties[row_of[waiting[ties]] == _FREE]
        place = int(free[-1] if len(free) else ties[0])
        column = int(waiting[place])
        visited.append(column)
        if row_of[column] == _FREE:
            return lengths, before, np.array(visited, dtype=np.intp), length, column
        row = int(row_of[column])
        waiting[place] = waiting[-1]
        waiting = waiting[:-1]


def _take_over(end: int, start: int, before: Places, row_of: Places, column_of: Places) -> None:
    """Give each column of a path to the row before it, from its end to the row it starts from."""
    column = end
    while True:
        row = int(before[column])
        row_of[column] = row
        column, column_of[row] = int(column_of[row]), column
        if row == start:
            return
