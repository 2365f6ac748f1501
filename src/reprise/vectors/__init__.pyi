# The public surface, one line a name; loaded when first used.
