# The public surface, one line a name; loaded when first used.
from .cascade import CascadeResult as CascadeResult
from .cascade import ConfidenceCascade as ConfidenceCascade
from .cascade import oracle_bound as oracle_bound
from .matryoshka import MatryoshkaHead as MatryoshkaHead
from .matryoshka import MatryoshkaLoss as MatryoshkaLoss
from .matryoshka import NestedCrossEntropy as NestedCrossEntropy
from .nesting import nested_dims as nested_dims
from .nesting import truncate as truncate
from .truncation import PCATruncation as PCATruncation
from .truncation import RandomTruncation as RandomTruncation
from .truncation import nearest_class_mean as nearest_class_mean
from .truncation import prefix_report as prefix_report
