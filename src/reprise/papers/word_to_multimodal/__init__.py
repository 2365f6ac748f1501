"""The room of: From Word Vectors to Multimodal Embeddings: Techniques, Applications, and Future Directions For Large Language Models."""
