# The public surface, one line a name; loaded when first used.
from .analyzer import Analyzer as Analyzer
from .bm25 import BM25Index as BM25Index
from .funnel import FunnelIndex as FunnelIndex
from .funnel import funnel_schedule as funnel_schedule
from .fusion import reciprocal_rank_fusion as reciprocal_rank_fusion
from .fusion import score_fusion as score_fusion
from .metrics import average_precision as average_precision
from .metrics import evaluate as evaluate
from .metrics import judge as judge
from .metrics import ndcg as ndcg
from .metrics import precision as precision
from .metrics import recall as recall
from .metrics import reciprocal_rank as reciprocal_rank
from .porter import porter_stem as porter_stem
from .static import StaticEmbedding as StaticEmbedding
from .wordpiece import WordPiece as WordPiece
