"""The room of: Towards Reliable Neural Specifications."""
