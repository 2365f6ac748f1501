"""The room of: Unified Embedding: Battle-Tested Feature Representations for Web-Scale ML Systems."""
