"""People and places: births, names, families, homes, deaths, providers and payers, from published tables."""
