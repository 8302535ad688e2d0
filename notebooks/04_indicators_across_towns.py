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
# # Indicators across towns, with bounds and statuses taken seriously
#
# Texts say 超70亿元, 预计, 不少于1000亩、力争超过2000亩.  A table that drops these words compares
# what cannot be compared.  Here every value keeps its bound (≥, >, ≈, range), its status (actual,
# expected, planned, target) and its words.

# %%
import policykg

kg = policykg.open()

# %% [markdown]
# ## Output of towns and communities

# %%
rows = kg.query(
    """SELECT ?subject ?indicator ?year ?status ?bound ?value ?unit ?words {
         ?o a pk:Observation ; pk:subject ?subject ; pk:indicator ?indicator ; pk:year ?year ;
            pk:status ?status ; pk:bound ?bound ; pk:value ?value ; pk:unit ?unit ;
            pk:valueAsWritten ?words .
         FILTER(?unit = unit:CCY_CNY)
         FILTER NOT EXISTS { ?o pk:subsetOf ?whole }
         ?subject a pk:Place
       } ORDER BY ?indicator ?subject ?year"""
)
rows

# %% [markdown]
# How many of these could stand in a table of facts?  Only what is *actual* and *exact*: four of
# eight.  The others are floors and expectations; a mean over the column would mix them all.

# %%
frame = rows.to_dataframe()
for column in ("subject", "status", "bound"):
    frame[column] = frame[column].str.rpartition("/")[2]
frame["status in words"] = [kg.label(f"code:{code}", kg.language) for code in frame["status"]]
frame["bound in words"] = [kg.label(f"code:{code}", kg.language) for code in frame["bound"]]
frame.pivot_table(
    index="status in words",
    columns="bound in words",
    values="value",
    aggfunc="count",
    fill_value=0,
)

# %%
solid = frame[(frame["status"] == "actual") & (frame["bound"] == "exact")]
assert (len(frame), len(solid)) == (8, 4)

# %% [markdown]
# One town, two figures: Xiaolan's feature gives its product for 2021 exactly and calls its economy
# one of *about* 50 billion.  Whoever takes the rounder one adds a billion that nobody counted.

# %%
xiaolan = frame[(frame["subject"] == "xiaolan") & (frame["year"] == 2021)].set_index("bound")
xiaolan[["value", "words"]]

# %%
assert xiaolan.loc["about", "value"] - xiaolan.loc["exact", "value"] > 1_000_000_000

# %% [markdown]
# Diankou's product for 2009 is *expected* and *more than* 7 billion yuan: it is no actual figure,
# and it has a floor but no ceiling.

# %%
gdp = kg.query(
    """SELECT ?words ?status ?bound ?min ?max {
         ?o pk:indicator id:gdp ; pk:subject id:diankou ; pk:year 2009 ;
            pk:valueAsWritten ?words ; pk:status ?status ; pk:bound ?bound .
         OPTIONAL { ?o pk:minValue ?min } OPTIONAL { ?o pk:maxValue ?max } }"""
)
gdp

# %%
found = next(iter(gdp)).as_dict()
assert str(found["status"]).endswith("expected")
assert str(found["bound"]).endswith("more-than")
assert (int(found["min"]), found["max"]) == (7_000_000_000, None)

# %% [markdown]
# ## Totals without double counting
#
# 其中 marks a part of a whole.  Shendang's 56.58亿元 contains 42.21亿元; adding them would give a
# figure that no text holds.  `pk:subsetOf` lets a query leave the parts out.

# %%
parts = kg.ask("parts-of-wholes")
parts

# %%
assert len(parts) >= 1

# %% [markdown]
# ## Targets in stages
#
# Xiaolan pledges at least 1,000 mu and strives for more than 2,000: two records, one measure.

# %%
kg.ask("q11-stages-of-a-target")

# %% [markdown]
# ## Growth is an indicator of its own
#
# So a query for output never meets per cents.

# %%
growth = kg.ask("growth-rates")
growth

# %%
assert len(growth) >= 5
