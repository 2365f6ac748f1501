"""The room of: Stitchable Neural Networks."""
