"""The room of: UME-R1: Exploring Reasoning-Driven Generative Multimodal Embeddings."""
