"""The room of: Growing Transformers: Modular Composition and Layer-wise Expansion on a Frozen Substrate."""
