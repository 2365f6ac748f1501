"""The room of: The Principles of Deep Learning Theory."""
