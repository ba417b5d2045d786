"""Walks over plain-dict resources that need no chart: references, dependency order, folding."""
