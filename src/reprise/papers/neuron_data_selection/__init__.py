"""The room of: Task-Specific Data Selection for Instruction Tuning via Monosemantic Neuronal Activations."""
