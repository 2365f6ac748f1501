"""The room of: Bootstrap Masked Visual Modeling via Hard Patches Mining."""
