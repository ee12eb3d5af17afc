#!/usr/bin/env bash
# Makes .venv and installs the locked dependencies into it: "base" to run, "dev" also to test.
set -euo pipefail
kind="$1"
cd "$(dirname "$0")/.."

give_up() {
  echo "setup: FAILED: $1" >&2
  exit 1
}

python="${PYTHON:-python3}"
command -v "$python" >/dev/null ||
  give_up "there is no '$python' here. Install Python 3.11 or newer, or say where it is: make PYTHON=/path/to/python3.11 …"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  give_up "Madoguchi needs Python 3.11 or newer, '$python' is $("$python" --version 2>&1): make PYTHON=/path/to/python3.11 …"

if [ ! -x .venv/bin/pip ] && [ ! -x .venv/bin/uv ]; then
  echo "setup: making .venv" >&2
  "$python" -m venv --clear .venv ||
    give_up "'$python' could not make a virtual environment (see above). On Debian and Ubuntu: apt install python3-venv"
fi
if [ ! -x .venv/bin/uv ]; then
  .venv/bin/pip install --quiet --disable-pip-version-check --retries 1 --require-hashes -r requirements/uv.txt ||
    give_up "pip could not fetch uv (see above). Is there a network? Behind a proxy set HTTPS_PROXY, then run make again"
fi
echo "setup: installing Python packages ($kind)" >&2
if [ "$kind" = dev ]; then
  tools/uv.sh pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt
  touch .venv/.dev
else
  # install, not sync: a developer's venv keeps its tools
  tools/uv.sh pip install --quiet --compile-bytecode --require-hashes -r requirements/base.txt -r requirements/build.txt
fi
site="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
echo "$PWD/src" > "$site/madoguchi.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m madoguchi "$@"\n' "$PWD" > .venv/bin/madoguchi
chmod +x .venv/bin/madoguchi
touch .venv/.run
