"""The room of: LLMs are Also Effective Embedding Models: An In-depth Overview."""
