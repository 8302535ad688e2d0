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
# # The same questions on a remote endpoint
#
# `policykg.open("https://…/sparql")` asks another server; everything else stays as it is.  Here the
# server is our own, started on this machine.

# %%
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import policykg

local = policykg.open()
program = Path(sys.executable).with_name("policykg")
port = 8799
server = subprocess.Popen(
    [program, "-w", local.workspace, "serve", "--port", str(port)],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
endpoint = f"http://127.0.0.1:{port}/sparql"
for _ in range(100):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
        break
    except OSError:
        time.sleep(0.2)

# %%
remote = policykg.open(endpoint)
here = local.ask("q03-tasks-with-one-lead")
there = remote.query(local.questions["q03-tasks-with-one-lead"].bound({}, local.store.prefixes))
there

# %%
assert sorted(map(str, there)) == sorted(map(str, here))

# %% [markdown]
# Any client of SPARQL does: here the standard library, with a query in the URL.

# %%
from urllib.parse import urlencode

query = "SELECT (COUNT(*) AS ?tasks) { ?t a pk:Task }"
url = f"{endpoint}?{urlencode({'query': query, 'format': 'json'})}"
answer = json.load(urllib.request.urlopen(url))
int(answer["results"]["bindings"][0]["tasks"]["value"])

# %%
assert int(answer["results"]["bindings"][0]["tasks"]["value"]) == 36

# %% [markdown]
# And pandas reads a query's URL as CSV, which has IRIs; `label` gives their names.

# %%
import pandas as pd

pairs = local.questions["pairs-that-lead-together"].bound({}, local.store.prefixes)
frame = pd.read_csv(f"{endpoint}?{urlencode({'query': pairs, 'format': 'csv'})}").head(3)
frame.map(lambda cell: local.label(cell, local.language) if "/id/" in str(cell) else cell)

# %%
server.terminate()
server.wait()
