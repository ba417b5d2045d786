"""The clinical record: who people are, who cares for them, and the chart, an append-only log of entries."""
