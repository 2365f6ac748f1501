# The public surface, one line a name; loaded when first used.
from .skipgram import SkipGram as SkipGram
from .vocabulary import Vocabulary as Vocabulary
