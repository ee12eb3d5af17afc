#!/usr/bin/env bash
# Renews the locked requirements (hashes, no addresses). Look at the diff before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in base build dev node uv; do
  tools/uv.sh pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links \
    --python-version 3.11 --custom-compile-command "make lock" "requirements/$name.in" -o "requirements/$name.txt"
done
echo "lock: requirements/{base,build,dev,node,uv}.txt renewed"
