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
# # From SPARQL to pandas
#
# A query is a table, a table is a data frame.  Types and languages are kept.

# %%
import pandas as pd

import policykg

kg = policykg.open()

# %%
# %load_ext policykg.magic

# %% [markdown]
# In a notebook of your own, begin a cell with `%%sparql` and write the query below it.  This file
# is kept as plain Python, where the same cell reads:

# %%
get_ipython().run_cell_magic(  # noqa: F821 - IPython's own
    "sparql",
    "",
    """SELECT ?document ?class (COUNT(DISTINCT ?fact) AS ?facts) {
         ?fact pk:statedIn ?document ; a ?class
         FILTER STRSTARTS(STR(?class), STR(pk:)) } GROUP BY ?document ?class LIMIT 5""",
)

# %% [markdown]
# The same without the magic, as a data frame:

# %%
counts = kg.query(
    """SELECT ?document ?class (COUNT(DISTINCT ?fact) AS ?facts) {
         ?fact pk:statedIn ?document ; a ?class
         FILTER STRSTARTS(STR(?class), STR(pk:)) } GROUP BY ?document ?class"""
).to_dataframe()
counts["document"] = counts["document"].astype(str).str.rsplit("/").str[-1]
counts["class"] = [kg.label(iri, kg.language) for iri in counts["class"]]
wide = counts.pivot_table(index="class", columns="document", values="facts", fill_value=0)
wide.astype(int)

# %%
task = kg.label("pk:Task", kg.language)
assert int(wide.loc[task, "shaoxing-plan"]) == 36

# %% [markdown]
# ## Tasks and leads, tidy
#
# One row a lead assignment; position and number of names in the bracket come with it.

# %%
tidy = kg.query(
    """SELECT ?campaign ?number ?body ?position ?of ?written {
         ?task a pk:Task ; pk:number ?number ; pk:partOf/pk:number ?campaign .
         ?r pk:task ?task ; pk:role code:lead ; pk:actor ?actor ; pk:position ?position ;
            pk:outOf ?of ; pk:nameAsWritten ?written .
         ?actor a pk:Organization ; rdfs:label ?body FILTER langMatches(lang(?body), "zh")
       } ORDER BY ?number ?position"""
).to_dataframe()
tidy.head(8)

# %%
assert (len(tidy), tidy["body"].nunique()) == (92, 36)

# %% [markdown]
# Whole and fractional counts by campaign, in one line each.  *n* is the number of named bodies of a
# task: `of` counts the groups in the bracket too, which are not part of *n*.

# %%
tidy["share"] = 1 / tidy.groupby("number")["body"].transform("nunique")
summary = tidy.groupby("campaign").agg(
    assignments=("body", "size"),
    bodies=("body", "nunique"),
    tasks=("number", "nunique"),
    fractional=("share", "sum"),
)
summary

# %%
assert summary["bodies"].astype(int).tolist() == [14, 7, 10, 7, 12, 12, 11]
assert (summary["fractional"].round(6) == summary["tasks"]).all()

# %% [markdown]
# ## Out again
#
# `to_csv(excel=True)` writes a byte order mark and takes the sting out of formulas.

# %%
print(kg.ask("q03-tasks-with-one-lead").to_csv())

# %%
assert isinstance(tidy, pd.DataFrame)
