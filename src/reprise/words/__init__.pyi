# The public surface, one line a name; loaded when first used.
from .decontextualised import decontextualised as decontextualised
from .skipgram import SkipGram as SkipGram
from .static_pairs import fit_static_pairs as fit_static_pairs
from .vocabulary import Vocabulary as Vocabulary
