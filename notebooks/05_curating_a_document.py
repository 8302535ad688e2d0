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
# # Curating a document, from text to graph
#
# A workspace of our own, about an invented town; then a mistake, and what the machine says to it.

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

import policykg

folder = Path(tempfile.mkdtemp()) / "qingxi"


def run(*words: str) -> str:
    """Run a command as in a terminal; return what it prints."""
    program = Path(sys.executable).with_name("policykg")
    done = subprocess.run(
        [program, "--lang", "en", "-w", folder, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


print(run("init", str(folder)))

# %% [markdown]
# ## The text and the facts

# %%
text = (folder / "sources" / "qingxi-plan.txt").read_text(encoding="utf-8")
print(text[:200])

# %%
facts = folder / "facts" / "qingxi-plan.yaml"
yaml = facts.read_text(encoding="utf-8")
print(yaml[yaml.index("  - campaign") :][:700])

# %% [markdown]
# ## Check, build, ask

# %%
print(run("check"))
print(run("build"))

# %%
kg = policykg.open(folder)
kg.query("SELECT ?task ?lead { ?task a pk:Task ; pk:ledBy ?lead }")

# %% [markdown]
# ## A mistake
#
# The text says 不低于95%, at least 95 per cent.  Somebody writes 85.

# %%
facts.write_text(yaml.replace("value: 不低于95%", "value: 不低于85%"), encoding="utf-8")
said = run("check")
print(said)

# %%
assert "value-in-quote" in said

# %% [markdown]
# And a subtler one: a lead bracket with two names in the wrong order.

# %%
names = "牵头单位:镇经济办\n          - 县发展改革局"
assert names in yaml
swapped = "牵头单位:县发展改革局\n          - 镇经济办"
facts.write_text(yaml.replace(names, swapped), encoding="utf-8")
said = run("check")
print(said)

# %%
assert "quote-not-found" in said

# %% [markdown]
# The graph that was built before is still there, untouched:

# %%
print(run("build"))
assert len(policykg.open(folder).documents) == 1

# %% [markdown]
# ## Mended, and what is still unsaid

# %%
facts.write_text(yaml, encoding="utf-8")
print(run("check"))
print(run("coverage"))
