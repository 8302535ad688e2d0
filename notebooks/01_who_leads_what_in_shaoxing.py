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
# # Who leads what in Shaoxing
#
# 市区发展行动方案, about 2007, names 36 tasks and, in brackets behind each, the bodies that lead
# it.  How is the work divided?  Every number below rests on quotes that one can open.

# %%
import policykg

kg = policykg.open()
kg

# %% [markdown]
# ## How many tasks does each body lead?
#
# Three counting rules: *whole* (a joint task counts for each body), *fractional* (1/n for each of
# n leads) and *first-named*.  Groups such as 各相关单位 are shown apart, never counted as bodies.

# %%
from graph.analyses import leadership

leads = kg.network("leads", document=kg.iri("shaoxing-plan"))
table = leadership(leads)
table

# %%
ranking = kg.ask("bodies-by-tasks-led")
ranking.with_labels("en")

# %% [markdown]
# The development and reform commission leads fifteen tasks, but only one of them alone.

# %%
profile = kg.ask("q01-lead-profile", body="市发展改革委")
profile

# %%
row = next(iter(profile)).as_dict()
assert {int(value) for value in row.values() if str(value).isdigit()} >= {15, 1, 14, 9}

# %% [markdown]
# ## With whom?

# %%
pairs = kg.ask("pairs-that-lead-together")
pairs.with_labels("en")

# %%
assert int(next(iter(pairs)).as_dict()["tasks"]) == 6

# %% [markdown]
# ## And where does the text say so?
#
# From a number to the words: the lead brackets of the commission's tasks, with their place in the
# source (code points, end excluded).

# %%
words = kg.query(
    """SELECT ?number ?words ?from ?to {
         ?r pk:role code:lead ; pk:task ?task ; pk:actor/pk:name ?body ; pk:evidence ?q .
         ?task a pk:Task ; pk:number ?number .
         ?q oa:exact ?words ; oa:start ?from ; oa:end ?to } ORDER BY ?number""",
    body="市发展改革委",
)
words

# %%
assert len(words) == 15

# %% [markdown]
# ## The picture
#
# One file, offline; a click on an edge opens its quotes.

# %%
from graph.pictures import picture

picture(leads, language="en")
