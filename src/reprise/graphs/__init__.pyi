# The public surface, one line a name; loaded when first used.
from .gcn import GCN as GCN
from .gcn import normalized_adjacency as normalized_adjacency
