"""Codes: systems with their licences, concepts, units, and the value sets that we emit."""
