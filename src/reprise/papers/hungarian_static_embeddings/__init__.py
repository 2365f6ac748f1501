"""The room of: A Comparative Analysis of Static Word Embeddings for Hungarian."""
