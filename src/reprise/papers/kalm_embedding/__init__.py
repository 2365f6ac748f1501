"""The room of: KaLM-Embedding-V2: Superior Training Techniques and Data Inspire A Versatile Embedding Model."""
