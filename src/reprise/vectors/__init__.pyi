# The public surface, one line a name; loaded when first used.
from .neighbours import nearest as nearest
from .neighbours import normalize as normalize
from .neighbours import top_k as top_k
