# The public surface, one line a name; loaded when first used.
from .anchors import AnchorSet as AnchorSet
from .anchors import select_anchors as select_anchors
from .latent_similarity import latent_similarity as latent_similarity
from .relative import RelativeLayer as RelativeLayer
from .relative import RelativeTransformer as RelativeTransformer
from .relative import average_by_class as average_by_class
from .relative import quantize_similarities as quantize_similarities
from .relative import relative_projection as relative_projection
from .relative_models import BatchStandardize as BatchStandardize
from .relative_models import RelativeAutoencoder as RelativeAutoencoder
from .relative_models import RelativeClassifier as RelativeClassifier
from .relative_models import RelativeEncoder as RelativeEncoder
from .relative_models import Stitched as Stitched
from .relative_models import stitch as stitch
from .relative_models import stitching_head as stitching_head
from .relative_models import stitching_matrix as stitching_matrix
