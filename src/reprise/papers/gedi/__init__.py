"""The room of: Unifying Self-Supervised Clustering and Energy-Based Models."""
