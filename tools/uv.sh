#!/usr/bin/env bash
# Runs .venv's uv in .venv; says what to do when packages cannot be fetched.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/certificates.sh
VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv "$@" || {
  echo "setup: FAILED: Python packages could not be fetched (see above). Is there a network, does the package index answer?" >&2
  echo "setup: behind a proxy set HTTPS_PROXY; with an index of your own set PIP_INDEX_URL and UV_INDEX_URL; then run make again" >&2
  exit 1
}
