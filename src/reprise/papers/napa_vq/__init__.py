"""The room of: NAPA-VQ: Neighborhood Aware Prototype Augmentation with Vector Quantization for Continual Learning."""
