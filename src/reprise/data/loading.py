"""Loading a data set by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from reprise.data.errors import DataNotFound
from reprise.data.provenance import Dataset
from reprise.data.record import record
from reprise.data.registry import describe

if TYPE_CHECKING:
    from reprise.data.captioned_images import CaptionedImages
    from reprise.data.corpora import TextCorpus
    from reprise.data.emoji import EmojiSet
    from reprise.data.fonts import Fonts
    from reprise.data.frame_sets import FrameSet
    from reprise.data.graph_sets import GraphSet
    from reprise.data.images import ImageSet
    from reprise.data.interactions import Interactions
    from reprise.data.labelled_texts import LabelledTexts
    from reprise.data.meshes import Meshes
    from reprise.data.neural_responses import NeuralResponses
    from reprise.data.node_graphs import NodeGraph
    from reprise.data.operators import OperatorProblems
    from reprise.data.papers import Papers
    from reprise.data.pictures import Pictures
    from reprise.data.pixel_maps import PixelMaps
    from reprise.data.question_answering import QuestionAnswering
    from reprise.data.retrieval_sets import RetrievalSet
    from reprise.data.skeletons import SkeletonSequences
    from reprise.data.tables import TableSet
    from reprise.data.tagged_sentences import TaggedSentences
    from reprise.data.text_pairs import TextPairs
    from reprise.data.word_benchmarks import WordBenchmarks


# Each name with the type that it gives, for editors and type checkers.
@overload
def load(name: Literal["flickr8k"], **options: str) -> CaptionedImages: ...


@overload
def load(name: Literal["emoji"], **options: str) -> EmojiSet: ...


@overload
def load(name: Literal["unifont"], **options: str) -> Fonts: ...


@overload
def load(
    name: Literal["esco", "hu-morph-pairs", "instruct", "onet", "wordnet"], **options: str
) -> FrameSet: ...


@overload
def load(name: Literal["tu_graphs"], **options: str) -> GraphSet: ...


@overload
def load(
    name: Literal[
        "cifar10", "cifar100", "digits", "imagenet_samples", "mnist", "notmnist", "omniglot", "usps"
    ],
    **options: str,
) -> ImageSet: ...


@overload
def load(
    name: Literal["amazon-sequences", "movielens-100k", "movielens-latest-small"], **options: str
) -> Interactions: ...


@overload
def load(
    name: Literal["20newsgroups", "ag-news-test", "banking77", "job-title-norm"], **options: str
) -> LabelledTexts: ...


@overload
def load(name: Literal["meshes"], **options: str) -> Meshes: ...


@overload
def load(name: Literal["v4_responses"], **options: str) -> NeuralResponses: ...


@overload
def load(name: Literal["planetoid"], **options: str) -> NodeGraph: ...


@overload
def load(name: Literal["pde_operators"], **options: str) -> OperatorProblems: ...


@overload
def load(name: Literal["papers-acl", "papers-ml"], **options: str) -> Papers: ...


@overload
def load(name: Literal["kodak", "sample-images"], **options: str) -> Pictures: ...


@overload
def load(name: Literal["camvid", "rgbd_redkitchen"], **options: str) -> PixelMaps: ...


@overload
def load(name: Literal["babi", "qa-xquad"], **options: str) -> QuestionAnswering: ...


@overload
def load(
    name: Literal[
        "ir-cisi",
        "ir-cranfield",
        "ir-scifact",
        "limit-full",
        "limit-small",
        "melo-hun-q-hu-c-en",
        "melo-hun-q-hu-c-hu",
        "melo-usa-q-en-c-en",
    ],
    **options: str,
) -> RetrievalSet: ...


@overload
def load(name: Literal["msr_action3d"], **options: str) -> SkeletonSequences: ...


@overload
def load(
    name: Literal[
        "breast_cancer",
        "ctr-adult",
        "ctr-criteo-sample",
        "ctr-frappe",
        "diabetes",
        "iris",
        "linnerud",
        "moons",
        "skill-extraction",
        "swiss-roll",
        "wine",
    ],
    **options: str,
) -> TableSet: ...


@overload
def load(name: Literal["hu-ner-nerkor", "hu-pos-ud"], **options: str) -> TaggedSentences: ...


@overload
def load(name: Literal["corpus-en", "corpus-hu", "corpus-ru", "corpus-zh"], **options: str) -> TextCorpus: ...


@overload
def load(
    name: Literal["mrpc", "qa-medquad", "qa-trecqa", "qa-wikiqa", "sts-semeval", "stsb-multi"], **options: str
) -> TextPairs: ...


@overload
def load(name: Literal["word-benchmarks"], **options: str) -> WordBenchmarks: ...


@overload
def load(name: Literal["hu-nlu"], *, task: Literal["husst", "hucola"] = ...) -> LabelledTexts: ...


@overload
def load(name: Literal["hu-nlu"], *, task: Literal["hurte", "huwnli"]) -> TextPairs: ...


@overload
def load(name: str, **options: str) -> Any: ...


def load(name: str, **options: str) -> Any:
    """Load a data set from the first of its sources that has it.

    Sources are, in this order: generated, an installed library, a local folder (``REPRISE_DATA``, or
    ``reprise/data`` in the user's data folder), the original on the Hugging Face Hub. The result says which
    one it was (``.origin``), what it may be used for and what is lossy about it, and carries a digest of
    what was read.

    Example:
        >>> digits = load("digits")
        >>> digits["all"].x.shape
        (1797, 8, 8)

    Args:
        name: one of :func:`names`.
        options: choices of that set, e.g. ``graph="cora"``; ``describe(name).options`` lists them.

    Raises:
        UnknownDataset: no set has this name.
        TypeError, ValueError: the set has no such option, or the option no such value.
        DataNotFound: no source has it; the message lists all that was tried and how to get it.
        CorruptData: a file is damaged or not of the form it should have.
    """
    entry = describe(name)
    chosen = entry.choose(options)
    tried: list[tuple[str, str]] = []
    for source in entry.sources:
        reading = source.locate(entry, chosen)
        if isinstance(reading, list):
            tried += reading
            continue
        dataset: Dataset = source.read(reading, **chosen)
        record(dataset.provenance)
        return dataset
    raise DataNotFound(name, tried, [way for source in entry.sources for way in source.advice(entry)])
