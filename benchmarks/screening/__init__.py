"""How much screening finds, and how much of what it finds is right: `.venv/bin/python -m benchmarks.screening`.

`lines/seen` is what its rules and its model were made from; `lines/unseen` nobody looked at, only at the totals here.
"""
