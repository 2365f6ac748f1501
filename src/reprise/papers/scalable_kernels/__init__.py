"""The room of: Scalable Neural Network Kernels."""
