# The public surface, one line a name; loaded when first used.
from .alignment import AffineAligner as AffineAligner
from .alignment import ProcrustesAligner as ProcrustesAligner
from .alignment import resize as resize
from .binary_codes import pack_codes as pack_codes
from .binary_codes import unpack_codes as unpack_codes
from .cka import linear_cka as linear_cka
from .frequency import sif_weights as sif_weights
from .frequency import zipf_probabilities as zipf_probabilities
from .int8 import dequantize_int8 as dequantize_int8
from .int8 import quantize_int8 as quantize_int8
from .neighbours import nearest as nearest
from .neighbours import normalize as normalize
from .neighbours import top_k as top_k
from .pca import PCA as PCA
from .pca import all_but_the_top as all_but_the_top
