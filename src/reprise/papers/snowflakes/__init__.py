"""The room of: Neural Snowflakes: Universal Latent Graph Inference via Trainable Latent Geometries."""
