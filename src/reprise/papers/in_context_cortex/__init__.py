"""The room of: Meta-Learning an In-Context Transformer Model of Human Higher Visual Cortex."""
