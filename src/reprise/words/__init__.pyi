# The public surface, one line a name; loaded when first used.
from .decontextualised import decontextualised as decontextualised
from .evaluation import AnalogyResult as AnalogyResult
from .evaluation import analogy_accuracy as analogy_accuracy
from .evaluation import word_similarity as word_similarity
from .fasttext_format import SubwordVectors as SubwordVectors
from .fasttext_format import read_fasttext as read_fasttext
from .held_out import heldout_loss as heldout_loss
from .skipgram import SkipGram as SkipGram
from .static_pairs import fit_static_pairs as fit_static_pairs
from .vocabulary import Vocabulary as Vocabulary
from .word2vec_format import VectorFileError as VectorFileError
from .word2vec_format import read_word2vec as read_word2vec
from .word2vec_format import write_word2vec as write_word2vec
from .word_vectors import UnknownWord as UnknownWord
from .word_vectors import WordVectors as WordVectors
