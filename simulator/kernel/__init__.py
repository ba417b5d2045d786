"""What knows neither health nor FHIR: time, randomness, distributions, identity."""
