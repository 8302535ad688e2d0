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

kg = policykg.open()  # language="zh": tables and pictures in Chinese 表格与图用中文
kg

# %% [markdown]
# ## How many tasks does each body lead?
#
# Three counting rules: *whole* (a joint task counts for each body), *fractional* (1/n for each of
# n named bodies) and *first-named*.  Groups such as 各相关单位 are shown apart, never counted as
# bodies.

# %%
from graph.measures.measure import leadership

plan = kg.iri("shaoxing-plan")
KINDS = ["Task", "Organization", "GroupReference"]  # tasks only: one safeguard has a lead too
leads = kg.network("leads", document=plan, kind=KINDS)
table = leadership(leads)
table

# %% [markdown]
# 36 bodies share 92 assignments.  The distribution is skewed: three bodies hold a third of them,
# fifteen lead one task each.  A mean of 2.6 tasks describes nobody.

# %%
frame = table.to_dataframe()
bodies = frame[~frame["group"]].set_index("label_en")
assert (len(bodies), bodies["whole"].sum()) == (36, 92)
assert bodies["whole"].nlargest(3).sum() == 31
assert (bodies["whole"] == 1).sum() == 15
assert round(bodies["whole"].mean(), 1) == 2.6

# %% [markdown]
# ## Does the ranking depend on the counting rule?
#
# Not at the top: the first three stay.  Below them it does.  A body that is always named with
# many others looks busy by whole counting: the Planning Bureau falls from the tenth place to the
# twentieth, while the Science and Technology Bureau, which leads a task alone, rises from the tenth
# to the seventh.  The Yuecheng District government, fourth by both rules, is first-named once.
# Say the rule before you say the rank.

# %%
ranks = bodies[["whole", "fractional", "first"]].rank(ascending=False, method="min").astype(int)
ranks[ranks[["whole", "fractional"]].min(axis=1) <= 10]

# %%
planning, science = (
    f"Shaoxing Municipal {x} Bureau" for x in ("Planning", "Science and Technology")
)
assert (ranks["whole"].nsmallest(3).index == ranks["fractional"].nsmallest(3).index).all()
assert ranks.loc[planning, ["whole", "fractional"]].tolist() == [10, 20]
assert ranks.loc[science, ["whole", "fractional"]].tolist() == [10, 7]
yuecheng = "Yuecheng District People’s Government"
assert ranks.loc[yuecheng, ["whole", "fractional"]].tolist() == [4, 4]
assert bodies.loc[yuecheng, "first"] == 1
assert round(bodies["fractional"].sum(), 6) == 36  # each task is handed out exactly once

# %% [markdown]
# ## How long are the brackets?
#
# Three tasks of 36 have one lead, fourteen have two, thirteen have three.  Joint leadership is the
# rule, and it is what makes a network of it.

# %%
sizes = [len(leads[node]) for node, data in leads.nodes(data=True) if data["kind"] == "Task"]
brackets = {size: sizes.count(size) for size in sorted(set(sizes))}
brackets

# %%
assert brackets == {1: 3, 2: 14, 3: 13, 4: 4, 5: 1, 6: 1}

# %% [markdown]
# ## Are some campaigns in few hands?
#
# Herfindahl's index of the lead assignments of each campaign, and its inverse, the number of equal
# bodies that would be as concentrated.  Industry is the most concentrated: seven bodies that weigh
# like five and a half.

# %%
campaigns = kg.measure("concentration", document=plan)
campaigns

# %%
closest = max(campaigns, key=lambda row: row["herfindahl"])
assert closest["label_zh"] == "优化二产结构系列活动"
assert (closest["bodies"], round(closest["effective_number"], 1)) == (7, 5.6)

# %%
ranking = kg.ask("bodies-by-tasks-led")
ranking

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
pairs

# %%
assert int(next(iter(pairs)).as_dict()["tasks"]) == 6

# %% [markdown]
# ## And where does the text say so?
#
# From a number to the words: the role and the name as the plan writes them, with the place of the
# name in the source (code points, end excluded).

# %%
words = kg.query(
    """SELECT ?number ?words ?from ?to {
         ?r pk:role code:lead ; pk:task ?task ; pk:actor/pk:name ?body ; pk:words ?words ;
            pk:nameAsWritten ?name ; pk:evidence ?q .
         ?task a pk:Task ; pk:number ?number .
         ?q oa:exact ?exact ; oa:start ?from ; oa:end ?to
         FILTER CONTAINS(?exact, ?name) } ORDER BY ?number""",
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
from graph.pictures.html import picture

picture(leads)
