#!/bin/sh
# Write the lock files anew: versions and hashes for every platform, no host names.
set -eu
cd "$(dirname "$0")/.."
compile() {
  out=$1; shift
  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
    --python-version 3.11 "$@" -o "$out"
}
compile requirements.lock pyproject.toml tools/build-requirements.in --extra all
compile requirements-dev.lock pyproject.toml tools/build-requirements.in --extra dev -c requirements.lock
compile requirements-node.lock tools/node-requirements.in
(cd explorer/frontend && npm install --package-lock-only --ignore-scripts --no-audit --no-fund)
