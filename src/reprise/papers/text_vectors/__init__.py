"""The room of: Vector representations of text data in deep learning."""
