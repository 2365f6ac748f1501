"""The room of: Knowledge Composition using Task Vectors with Learned Anisotropic Scaling."""
