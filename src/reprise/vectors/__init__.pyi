# The public surface, one line a name; loaded when first used.
from .alignment import AffineAligner as AffineAligner
from .alignment import ProcrustesAligner as ProcrustesAligner
from .alignment import resize as resize
from .cka import linear_cka as linear_cka
from .neighbours import nearest as nearest
from .neighbours import normalize as normalize
from .neighbours import top_k as top_k
