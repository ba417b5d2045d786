"""A FHIR-native synthetic patient simulator."""
