#!/bin/sh
# Writes requirements/*.txt from requirements/*.in: exact versions, a hash for every file, all platforms.
# Versions that still fit stay as they are; `tools/lock.sh --upgrade` moves them.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv
# In this order: each file is held to the versions of those before it.
for name in app scale build dev; do
  "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@" \
    --output-file "requirements/$name.txt" "requirements/$name.in"
done
