"""The room of: Lossless Compression with Probabilistic Circuits."""
