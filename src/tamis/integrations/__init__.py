"""Thin adapters to other tools, one module each. None is imported unless it is asked for."""
