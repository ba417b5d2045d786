"""The only home of SimPy: one environment a person, a process per machine, and the care and life around them."""
