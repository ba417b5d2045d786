"""From a population's description to its people: in blocks of candidates, into a folder or as they come."""
