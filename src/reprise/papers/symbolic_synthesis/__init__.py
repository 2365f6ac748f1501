"""The room of: Symbolic Synthesis of Neural Networks."""
