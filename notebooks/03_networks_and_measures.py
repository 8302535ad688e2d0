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
from graph.analyses import centralities, concentration, overlaps

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
# ## How concentrated is leadership?
#
# Herfindahl's index of the shares of lead assignments, by campaign: 1 is a single body.

# %%
concentration(kg.network("campaign-department"))

# %%
overlaps(kg.network("leads", document=kg.iri("shaoxing-plan")))

# %% [markdown]
# ## To Gephi
#
# Labels in both languages, kinds, weights and quotes go with it.

# %%
import tempfile
from pathlib import Path

from graph.network_exports import write_network

with tempfile.TemporaryDirectory() as folder:
    written = write_network(whole, Path(folder) / "co-leads.gexf")
    again = nx.read_gexf(written[0])
assert again.number_of_edges() == whole.number_of_edges()
again
