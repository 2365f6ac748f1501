"""The room of: Pointer Networks."""
