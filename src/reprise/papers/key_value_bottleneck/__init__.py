"""The room of: Discrete Key-Value Bottleneck."""
