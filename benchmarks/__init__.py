"""tamis side by side with its peers, on the same pages, in one run: ``python -m benchmarks``."""
