"""The room of: Matryoshka Representation Learning."""
