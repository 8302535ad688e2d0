# Ask a running server the W3C's tests of SPARQL 1.0 and 1.1, which rdflib's source distribution holds.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m pip download --quiet --no-deps --no-binary rdflib --dest "$folder" rdflib
tar -xzf "$folder"/rdflib-*.tar.gz -C "$folder"
POLICYKG_W3C=$(echo "$folder"/rdflib-*/test/data/suites/w3c) .venv/bin/python -m pytest -q tests/test_explorer_w3c.py
