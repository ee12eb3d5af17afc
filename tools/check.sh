#!/usr/bin/env bash
# Lint, format, types, texts, packs, the wheel and the house tests. The last line is the verdict.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
step() {
  local name="$1"
  shift
  echo "— $name"
  "$@" || failed+=("$name")
}
step lint .venv/bin/ruff check src tests tools benchmarks
step format .venv/bin/ruff format --check --quiet src tests tools benchmarks
step types .venv/bin/mypy
step migrations .venv/bin/python -m madoguchi makemigrations --check --dry-run
step system-check .venv/bin/python -m madoguchi check --fail-level WARNING
step texts .venv/bin/python tools/messages.py check
step packs .venv/bin/python -m madoguchi packs --check
step wheel .venv/bin/python tools/wheel.py
step house .venv/bin/python -m pytest tests/house -q -p no:cacheprovider
if [ ${#failed[@]} -gt 0 ]; then
  echo "check: FAILED (${failed[*]})"
  exit 1
fi
echo "check: passed"
