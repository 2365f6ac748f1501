# The public surface, one line a name; loaded when first used.
from .reading import read_source as read_source
