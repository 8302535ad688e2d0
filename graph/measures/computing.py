"""Measures of networks, each a plain function from a network to numbers.

Every function works on a copy whose nodes and edges are sorted, so that the order in which
facts were read changes no digit.  Definitions and references: ``docs/analyses.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph.networks.nx import Net

SEED: Final = 7
_DAMPING: Final = 0.85


def canonical(net: Net, *, groups: bool = True) -> Net:
    """Return an undirected copy in sorted order, without loops, weights kept.

    Args:
        net: Any network of :mod:`graph.networks.build`.
        groups: Whether group references stay.
    """
    from graph.networks.nx import Canonical

    if isinstance(net, Canonical) and groups:
        return net  # one copy does for all measures of a table
    copy: Net = Canonical()
    kept = sorted(n for n, data in net.nodes(data=True) if groups or not data.get("group"))
    copy.add_nodes_from((n, dict(net.nodes[n])) for n in kept)
    inside = set(kept)
    pairs: dict[tuple[str, str], float] = {}
    for a, b, data in sorted(net.edges(data=True), key=lambda e: (e[0], e[1])):
        if a != b and a in inside and b in inside:
            pair = (min(a, b), max(a, b))
            pairs[pair] = pairs.get(pair, 0.0) + float(data.get("weight", 1.0))
    for (a, b), weight in sorted(pairs.items()):
        copy.add_edge(a, b, weight=weight)
    copy.graph.update(net.graph)
    return copy


def degree(net: Net) -> dict[str, int]:
    """Return the number of neighbours of every node (Freeman 1979)."""
    return {n: int(d) for n, d in canonical(net).degree()}


def strength(net: Net) -> dict[str, float]:
    """Return the sum of the weights of a node's edges (Barrat et al. 2004)."""
    return {n: float(s) for n, s in canonical(net).degree(weight="weight")}


def betweenness(net: Net) -> dict[str, float]:
    """Return the share of shortest paths that run through a node (Freeman 1977, Brandes 2001).

    Paths are counted in steps, whatever the weights; 1 means all paths between others.  Each
    component is taken by itself, for the library looks at every node once for every node.
    """
    from graph.networks.nx import networkx

    plain = canonical(net)
    others = (len(plain) - 1) * (len(plain) - 2)
    scale = 2 / others if others > 0 else 1.0
    found = dict.fromkeys(plain.nodes, 0.0)
    for part in _components(plain):
        counted = networkx.betweenness_centrality(part, normalized=False)
        found.update((node, value * scale) for node, value in counted.items())
    return found


def _components(plain: Net) -> Iterator[Net]:
    """Yield the pieces of a network that hold paths through a node, in the order of the whole."""
    from graph.networks.nx import Graph, networkx

    for nodes in networkx.connected_components(plain):
        if len(nodes) > 2:
            part: Net = Graph()
            part.add_nodes_from(sorted(nodes))
            part.add_edges_from((a, b) for a in part for b in plain[a] if a < b)
            yield part


def eigenvector(net: Net) -> dict[str, float]:
    """Return eigenvector centrality by weights (Bonacich 1972) in the largest component.

    The vector has length 1; nodes outside the largest component get 0, for a network in
    several pieces has no single answer.
    """
    import numpy as np

    from graph.networks.nx import networkx

    plain = canonical(net)
    found = dict.fromkeys(plain.nodes, 0.0)
    largest = max(networkx.connected_components(plain), key=_size, default=set())
    nodes = sorted(largest)
    if len(nodes) < 2:
        return found
    if len(nodes) > _DENSE:
        vector = leading_vector(plain, nodes)
    else:
        matrix = networkx.to_numpy_array(plain, nodelist=nodes, weight="weight")
        values, vectors = np.linalg.eigh(matrix)
        vector = np.abs(vectors[:, int(np.argmax(values))])
    found.update(zip(nodes, (float(v) for v in vector), strict=True))
    return found


_DENSE: Final = 2_000
"""Up to so many nodes all eigenvectors are computed; beyond, a matrix would take gigabytes."""
_STEPS: Final = 40
"""Vectors of a round, which are held."""
_EXACT: Final = 1e-12
"""What may be left of the equation, as a share of the eigenvalue."""
_ROUNDS: Final = 1_000


def leading_vector(plain: Net, nodes: Sequence[str]) -> Any:
    """Return the eigenvector of the largest eigenvalue of a connected part, without a matrix.

    Lanczos's method (1950), begun again from the best vector of each round: a round holds
    :data:`_STEPS` vectors.  All entries are positive (Perron and Frobenius), and so are those of
    the first vector, which therefore has a share in the one that is looked for.

    Args:
        plain: A network of :func:`canonical`.
        nodes: Of one of its components, in the order of the result.
    """
    import numpy as np

    number = {n: i for i, n in enumerate(nodes)}
    ends = [(number[a], number[b], d["weight"]) for a in nodes for b, d in plain[a].items()]
    both = np.array(ends, dtype=float)
    source, target, weights = both[:, 0].astype(int), both[:, 1].astype(int), both[:, 2]

    def multiplied(vector: Any) -> Any:
        return np.bincount(target, weights * vector[source], minlength=len(nodes))

    best = np.full(len(nodes), len(nodes) ** -0.5)
    for _ in range(_ROUNDS):
        value, best = _lanczos(multiplied, best, min(_STEPS, len(nodes)))
        best = np.abs(best) / np.linalg.norm(best)
        if np.linalg.norm(multiplied(best) - value * best) <= _EXACT * value:
            break
    return best


def _lanczos(multiplied: Callable[[Any], Any], start: Any, steps: int) -> tuple[float, Any]:
    """Return the largest eigenvalue, and its vector, within what some steps lead to."""
    import numpy as np

    basis = np.zeros((steps, len(start)))
    basis[0] = start
    diagonal, beside = np.zeros(steps), np.zeros(steps)
    made = steps
    for step in range(steps):
        vector = multiplied(basis[step])
        diagonal[step] = basis[step] @ vector
        for _ in range(2):  # once leaves rounding errors that grow
            vector -= basis[: step + 1].T @ (basis[: step + 1] @ vector)
        beside[step] = np.linalg.norm(vector)
        if step + 1 == steps or beside[step] <= _EXACT * abs(diagonal[0]):
            made = step + 1
            break
        basis[step + 1] = vector / beside[step]
    small = np.diag(diagonal[:made])
    small += np.diag(beside[: made - 1], 1) + np.diag(beside[: made - 1], -1)
    values, vectors = np.linalg.eigh(small)
    return float(values[-1]), basis[:made].T @ vectors[:, -1]


def _size(nodes: Iterable[str]) -> tuple[int, str]:
    """Order components by size; of two equally large ones the first by name counts."""
    listed = sorted(nodes)
    return len(listed), "".join(chr(0x10FFFF - ord(c)) for c in listed[0])


def pagerank(net: Net) -> dict[str, float]:
    """Return PageRank by weights with damping 0.85 (Brin and Page 1998).

    The power method from equal shares; a node without neighbours passes its share on to all.
    It stops when a round moves less than 1e-12 a node; damping sees to it that this comes.
    """
    import numpy as np

    plain = canonical(net)
    number = {n: i for i, n in enumerate(plain.nodes)}
    count = len(number)
    if not count:
        return {}
    edges = [(number[a], number[b], data["weight"]) for a, b, data in plain.edges(data=True)]
    both = np.array(edges + [(b, a, w) for a, b, w in edges], dtype=float).reshape(-1, 3)
    source, target, weights = both[:, 0].astype(int), both[:, 1].astype(int), both[:, 2]
    totals = np.bincount(source, weights, minlength=count)
    alone = totals == 0
    parts = weights / np.where(alone, 1.0, totals)[source]
    ranks = np.full(count, 1 / count)
    moved = math.inf
    while moved >= count * 1e-12:
        passed = np.bincount(target, ranks[source] * parts, minlength=count)
        passed += ranks[alone].sum() / count
        before, ranks = ranks, _DAMPING * passed + (1 - _DAMPING) / count
        moved = float(np.abs(ranks - before).sum())
    return {n: float(ranks[i]) for n, i in number.items()}


def constraint(net: Net) -> dict[str, float]:
    """Return Burt's constraint by weights (Burt 1992, chapter 2).

    The higher, the more a node's contacts are joined to each other; isolates have none (nan).
    """
    plain = canonical(net)
    totals = {n: math.fsum(d["weight"] for d in plain[n].values()) for n in plain}
    shares = {
        n: {other: d["weight"] / totals[n] for other, d in plain[n].items() if totals[n]}
        for n in plain
    }
    return {n: _constraint_of(n, shares) if totals[n] else math.nan for n in plain}


def _constraint_of(node: str, shares: Mapping[str, Mapping[str, float]]) -> float:
    """Return the sum over a node's contacts of what is put into each, by itself and by others."""
    own = shares[node]
    through: dict[str, list[float]] = {other: [share] for other, share in own.items()}
    for between, share in own.items():
        for other, further in shares[between].items():
            if other in through:
                through[other].append(share * further)
    return math.fsum(math.fsum(parts) ** 2 for parts in through.values())


def core(net: Net) -> dict[str, int]:
    """Return the largest k such that a node lies in the k-core (Seidman 1983)."""
    from graph.networks.nx import networkx

    return {n: int(k) for n, k in networkx.core_number(canonical(net)).items()}


def communities(net: Net, *, resolution: float = 1.0, seed: int = SEED) -> dict[str, int]:
    """Return communities by the Louvain method (Blondel et al. 2008), numbered by size.

    The result depends on the seed and is one of several good divisions; the seed is fixed.
    """
    from graph.networks.nx import networkx

    plain = canonical(net)
    if not plain.number_of_edges():
        return {n: i + 1 for i, n in enumerate(plain.nodes)}
    found = networkx.community.louvain_communities(
        plain, weight="weight", resolution=resolution, seed=seed
    )
    ordered = sorted((sorted(c) for c in found), key=lambda c: (-len(c), c))
    return {n: i + 1 for i, part in enumerate(ordered) for n in part}


def modularity(net: Net, parts: Mapping[str, int]) -> float:
    """Return the modularity of a division (Newman and Girvan 2004)."""
    from graph.networks.nx import networkx

    plain = canonical(net)
    if not plain.number_of_edges():
        return 0.0
    groups: dict[int, set[str]] = {}
    for node, part in parts.items():
        groups.setdefault(part, set()).add(node)
    listed = [groups[key] for key in sorted(groups)]
    return float(networkx.community.modularity(plain, listed, weight="weight"))


# ---- shares and sets -----------------------------------------------------------------------


def herfindahl(amounts: Iterable[float]) -> float:
    """Return the sum of squared shares (Hirschman 1945, Herfindahl 1950); nan of nothing."""
    positive = sorted(a for a in amounts if a > 0)
    total = math.fsum(positive)
    return math.fsum((a / total) ** 2 for a in positive) if total else math.nan


def effective_number(amounts: Iterable[float]) -> float:
    """Return how many equal bodies would be as concentrated (Laakso and Taagepera 1979)."""
    index = herfindahl(amounts)
    return 1 / index if index else math.nan


def normalised_herfindahl(amounts: Iterable[float]) -> float:
    """Return the index from 0 (equal shares) to 1 (one body), whatever the number of bodies."""
    positive = [a for a in amounts if a > 0]
    if len(positive) < 2:
        return 1.0 if positive else math.nan
    least = 1 / len(positive)
    return max(0.0, (herfindahl(positive) - least) / (1 - least))


def jaccard(a: frozenset[str] | set[str], b: frozenset[str] | set[str]) -> float:
    """Return shared over all (Jaccard 1912); 0 of nothing."""
    return len(a & b) / len(a | b) if a | b else 0.0


def overlap(a: frozenset[str] | set[str], b: frozenset[str] | set[str]) -> float:
    """Return shared over the smaller set (Szymkiewicz 1934, Simpson 1943); 0 of nothing."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def spearman(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Return the rank correlation over the keys that both have (Spearman 1904); ties share."""
    keys = sorted(a.keys() & b.keys())
    if len(keys) < 2:
        return math.nan
    x, y = _ranks([a[k] for k in keys]), _ranks([b[k] for k in keys])
    mean = (len(keys) + 1) / 2
    top = math.fsum((p - mean) * (q - mean) for p, q in zip(x, y, strict=True))
    spread = math.sqrt(
        math.fsum((p - mean) ** 2 for p in x) * math.fsum((q - mean) ** 2 for q in y)
    )
    return top / spread if spread else math.nan


def _ranks(values: list[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda i: values[i])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for i in range(start, end + 1):
            ranks[order[i]] = (start + end) / 2 + 1
        start = end + 1
    return ranks


# ---- two-mode networks ---------------------------------------------------------------------


def modes(net: Net) -> tuple[list[str], list[str]]:
    """Return the two sides of a two-mode network: bodies (with groups), and what they lead.

    A body that is itself led, such as an office, is on the side of what is led.
    """
    led = {a for a, _ in net.edges}
    bodies = {b for _, b in net.edges} - led
    return sorted(bodies), sorted(set(net.nodes) - bodies)


def bipartite(net: Net) -> dict[str, float]:
    """Return measures of a two-mode network as a whole.

    Density is edges over possible edges; clustering the mean of Latapy, Magnien and Del
    Vecchio (2008), pairs compared by Jaccard; robins_alexander four-cycles over three-paths
    (Robins and Alexander 2004).
    """
    from graph.networks.nx import networkx

    plain = canonical(net)
    bodies, work = modes(net)
    edges = plain.number_of_edges()
    two_mode = networkx.algorithms.bipartite
    proper = two_mode.is_bipartite(plain)
    local = two_mode.clustering(plain, bodies) if bodies and proper else {}
    return {
        "bodies": float(len(bodies)),
        "work": float(len(work)),
        "edges": float(edges),
        "density": edges / (len(bodies) * len(work)) if bodies and work else math.nan,
        "mean_per_body": edges / len(bodies) if bodies else math.nan,
        "mean_per_work": edges / len(work) if work else math.nan,
        "clustering": _average(local.values()),
        "robins_alexander": (
            float(two_mode.robins_alexander_clustering(plain)) if edges and proper else math.nan
        ),
    }


def _average(values: Iterable[float]) -> float:
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else math.nan


MEASURES: Final[dict[str, Callable[[Net], Mapping[str, Any]]]] = {
    "degree": degree,
    "strength": strength,
    "betweenness": betweenness,
    "eigenvector": eigenvector,
    "pagerank": pagerank,
    "constraint": constraint,
    "core": core,
    "community": communities,
}
"""Measures of single nodes, by name."""
