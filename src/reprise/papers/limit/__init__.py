"""The room of: On the Theoretical Limitations of Embedding-Based Retrieval."""
