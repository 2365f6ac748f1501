"""The room of: Unified Work Embeddings: Contrastive Learning of a Bidirectional Multi-task Ranker."""
