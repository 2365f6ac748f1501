"""The room of: Neural Metamorphosis."""
