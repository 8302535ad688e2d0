# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Networks and their measures
#
# Who leads together with whom?  The co-lead network joins two bodies for every task that they lead
# together.  Which rule gives the weight matters: *whole* (1 a task) or Newman's *fractional*
# (1/(n−1) a task with n leads), which keeps a bracket of six from outweighing three of two.

# %%
import networkx as nx

import policykg
from graph.measures.measure import centralities, concentration, overlaps

kg = policykg.open()
whole = kg.network("co-leads")
fractional = kg.network("co-leads", counting="fractional")
whole, fractional

# %%
drc, etc = kg.iri("shaoxing-drc"), kg.iri("shaoxing-etc")
drc in whole, etc in whole

# %%
heaviest = max(whole.edges(data="weight"), key=lambda edge: edge[2])
assert heaviest[2] == 6

# %% [markdown]
# ## Measures
#
# Degree, strength, betweenness, eigenvector centrality, PageRank, Burt's constraint, core number
# and community (Louvain, seeded), each defined with its source in the docs.  The table carries its
# rule, its filter and the version of the data.

# %%
table = centralities(whole)
table

# %% [markdown]
# They agree with networkx asked directly:

# %%
strength = dict(whole.degree(weight="weight"))
top = max(strength, key=lambda node: strength[node])
whole.nodes[top]["label_en"], strength[top]

# %%
assert whole.nodes[top]["label_zh"].endswith("发展和改革委员会")
largest = max(nx.connected_components(whole), key=len)
assert (
    len(largest) < whole.number_of_nodes()
)  # 市科技局 and 文理学院 lead together and with no other

# %% [markdown]
# ## Who stands between the others?
#
# Of all shortest paths between two other bodies, nearly half run through the development and reform
# commission; its constraint is the lowest, its partners are the least joined to each other.  Both
# follow from one fact, that it leads fifteen tasks with changing partners: in a projection these
# measures are not independent pieces of evidence.  And yet nothing falls apart without it: the
# bodies of the large component are joined otherwise too.

# %%
from graph.measures import computing as measures

between, holes = measures.betweenness(whole), measures.constraint(whole)
assert max(between, key=lambda node: between[node]) == drc
assert round(between[drc], 2) == 0.49
assert min(holes, key=lambda node: holes[node]) == drc
rest = whole.copy()
rest.remove_node(drc)
[len(part) for part in nx.connected_components(rest)]

# %%
assert nx.number_connected_components(rest) == nx.number_connected_components(whole) == 2

# %% [markdown]
# ## Does it depend on the counting rule?
#
# The rank correlation of strengths by both rules says how far: 1 would be the same order.

# %%
ranks = measures.spearman(measures.strength(whole), measures.strength(fractional))
round(ranks, 2)

# %%
assert round(ranks, 2) == 0.74

# %% [markdown]
# ## Are the communities real?
#
# Louvain's method finds one of several good divisions, and which one depends on a seed.  So run it
# with twenty seeds before naming a cluster: how many communities, how good, and how often do two
# bodies that are together once stay together?

# %%
runs = [measures.communities(whole, seed=seed) for seed in range(20)]
quality = [measures.modularity(whole, parts) for parts in runs]
sorted({max(parts.values()) for parts in runs}), round(min(quality), 2), round(max(quality), 2)


# %%
def pairs(parts: dict[str, int]) -> set[str]:
    """Return the pairs of bodies that stand in one community."""
    return {f"{a} {b}" for a in parts for b in parts if a < b and parts[a] == parts[b]}


always = set.intersection(*map(pairs, runs))
ever = set.union(*map(pairs, runs))
print(f"{len(always)} of {len(ever)} pairs are together in all twenty runs")
assert {5, 7} <= {max(parts.values()) for parts in runs} <= {5, 6, 7}
assert 0.38 < min(quality) <= max(quality) < 0.42
assert 2 * len(always) < len(ever)

# %% [markdown]
# A modularity of 0.41 at best is modest, and networks made of brackets are modular by construction:
# every bracket is a clique.  Less than half of the pairs that are ever together always are.  Report
# those, not the number of communities.

# %% [markdown]
# ## How concentrated is leadership?
#
# Herfindahl's index of the shares of lead assignments, by campaign: 1 is a single body.

# %%
concentration(kg.network("campaign-department"))

# %% [markdown]
# ## Measures of the two-mode network
#
# A projection makes a clique of every bracket, so clustering is measured before projecting: how
# much two bodies that share a task overlap in all they lead.

# %%
plan = kg.iri("shaoxing-plan")
kg.measure("two-mode", document=plan, kind=["Task", "Organization", "GroupReference"])

# %%
overlaps(kg.network("leads", document=kg.iri("shaoxing-plan")))

# %% [markdown]
# ## To Gephi
#
# Labels in both languages, kinds, weights and quotes go with it.

# %%
import tempfile
from pathlib import Path

from graph.pictures.network_files import write_network

with tempfile.TemporaryDirectory() as folder:
    written = write_network(whole, Path(folder) / "co-leads.gexf")
    again = nx.read_gexf(written[0])
assert again.number_of_edges() == whole.number_of_edges()
again
