"""The room of: FreSh: Frequency Shifting for Accelerated Neural Representation Learning."""
