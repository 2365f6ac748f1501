"""The room of: VLM2Vec: Training Vision-Language Models for Massive Multimodal Embedding Tasks."""
