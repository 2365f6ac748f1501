"""The room of: Emergent Semantics Beyond Token Embeddings: Transformer LMs with Frozen Visual Unicode Representations."""
