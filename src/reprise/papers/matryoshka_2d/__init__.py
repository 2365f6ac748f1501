"""The room of: 2D Matryoshka Sentence Embeddings."""
