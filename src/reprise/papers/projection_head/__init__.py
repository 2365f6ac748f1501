"""The room of: Investigating the Benefits of Projection Head for Representation Learning."""
