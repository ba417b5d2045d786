"""A folder of FHIR to a server: order, limits, faults, journal, verification, unloading."""
