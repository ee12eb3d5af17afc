#!/usr/bin/env bash
# Makes .venv and installs the locked dependencies into it: "base" to run, "dev" also to test.
set -euo pipefail
kind="$1"
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Madoguchi needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Set PYTHON=/path/to/python3.11." >&2
  exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/pip install --quiet --disable-pip-version-check uv
export VIRTUAL_ENV="$PWD/.venv"
if [ "$kind" = dev ]; then
  .venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt
  touch .venv/.dev
else
  # install, not sync: a developer's venv keeps its tools
  .venv/bin/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/base.txt
fi
site="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
echo "$PWD/src" > "$site/madoguchi.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m madoguchi "$@"\n' "$PWD" > .venv/bin/madoguchi
chmod +x .venv/bin/madoguchi
touch .venv/.run
