"""The room of: Adding Gradient Noise Improves Learning for Very Deep Networks."""
