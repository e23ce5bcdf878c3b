#!/usr/bin/env bash
# Compile requirements.txt and requirements-dev.txt from pyproject.toml, for every supported Python in one file.
# No index and no download addresses are recorded: an installation uses whatever index its machine is set up for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    local target=$1
    shift
    .venv/bin/python -m uv pip compile pyproject.toml "$@" --universal --python-version 3.11 --quiet \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links --output-file "$target" >/dev/null
    sed -i '1i # Compiled from pyproject.toml by `make requirements`; every version is exact, for Python 3.11 and newer.' "$target"
}

compile requirements.txt
compile requirements-dev.txt --extra dev --constraints requirements.txt
