"""The room of: Experimental Analysis of Large-scale Learnable Vector Storage Compression."""
