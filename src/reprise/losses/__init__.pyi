# The public surface, one line a name; loaded when first used.
from .info_nce import info_nce as info_nce
