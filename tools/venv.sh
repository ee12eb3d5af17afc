#!/usr/bin/env bash
# Makes .venv and installs the locked dependencies into it: "base" to run, "dev" also to test.
set -euo pipefail
kind="$1"
cd "$(dirname "$0")/.."

give_up() {
  printf 'setup: FAILED: %s\n' "$@" >&2
  exit 1
}

python="${PYTHON:-python3}"
command -v "$python" >/dev/null ||
  give_up "there is no '$python' here. Install Python 3.11 or newer, or say where it is: make run PYTHON=/path/to/python3.11"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  give_up "Madoguchi needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Use another: make run PYTHON=/path/to/python3.11"

if [ ! -x .venv/bin/pip ] && [ ! -x .venv/bin/uv ]; then
  echo "setup: making .venv" >&2
  "$python" -m venv --clear .venv ||
    give_up "'$python' could not make a virtual environment (see above). On Debian and Ubuntu: apt install python3-venv"
fi
no_index() {
  give_up "the Python packages could not be fetched (see above). Is there a network, and does pip reach its index?" \
    "Behind a proxy set HTTPS_PROXY; with an index of your own set PIP_INDEX_URL and UV_INDEX_URL. Then run make again."
}
if [ ! -x .venv/bin/uv ]; then
  .venv/bin/pip install --quiet --disable-pip-version-check --retries 1 --require-hashes -r requirements/uv.txt || no_index
fi

export VIRTUAL_ENV="$PWD/.venv"
# Town halls often sit behind a proxy with a certificate of their own: believe what the machine believes, as pip does.
for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  [ -e "$store" ] && export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
done
echo "setup: installing Python packages ($kind)" >&2
if [ "$kind" = dev ]; then
  .venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt || no_index
  touch .venv/.dev
else
  # install, not sync: a developer's venv keeps its tools
  .venv/bin/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/base.txt || no_index
fi
site="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
echo "$PWD/src" > "$site/madoguchi.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m madoguchi "$@"\n' "$PWD" > .venv/bin/madoguchi
chmod +x .venv/bin/madoguchi
touch .venv/.run
