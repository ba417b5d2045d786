"""Module graphs to machines: schema, checks, and the slot objects that a person's walk runs through. No SimPy, no people."""
