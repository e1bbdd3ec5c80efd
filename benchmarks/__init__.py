"""How fast, beside a reference in the same run. One command: `.venv/bin/python -m benchmarks`."""
