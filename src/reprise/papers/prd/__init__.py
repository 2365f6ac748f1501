"""The room of: Prototype-Sample Relation Distillation: Towards Replay-Free Continual Learning."""
