"""The room of: IMAGINATOR: Pre-Trained Image+Text Joint Embeddings using Word-Level Grounding of Images."""
