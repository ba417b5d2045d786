"""The steps of a machine: one file per family of state types."""
