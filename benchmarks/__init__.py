"""Benchmarks: `make bench`, `python -m benchmarks --only intake`. What they measure: docs/reference/performance.md."""
