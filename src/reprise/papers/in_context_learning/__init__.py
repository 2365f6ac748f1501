"""The room of: What learning algorithm is in-context learning? Investigations with linear models."""
