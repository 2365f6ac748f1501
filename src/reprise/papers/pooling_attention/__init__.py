"""The room of: Pooling And Attention: What Are Effective Designs For LLM-Based Embedding Models?"""
