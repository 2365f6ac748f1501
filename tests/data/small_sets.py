"""A tiny copy of every data set that lives in a folder, in the same files and formats."""

from data import small_arrays, small_texts
from data.small_files import table


def write(folder, name):
    """Write the tiny copy of a set into ``folder/name``."""
    place = folder / name
    place.mkdir()
    MAKERS[name](place)
    return place


MAKERS = {
    "20newsgroups": small_texts.newsgroups,
    "ag-news-test": lambda p: table(
        p / "ag_news_test.csv.gz", "label title description", ("Sci/Tech", "T", "d, e")
    ),
    "amazon-sequences": small_texts.amazon,
    "babi": small_texts.babi,
    "banking77": small_texts.banking77,
    "camvid": small_arrays.camvid,
    "cifar10": small_arrays.cifar10,
    "cifar100": small_arrays.cifar100,
    "corpus-en": small_texts.corpus("wikipedia", "reference", "tech", "fiction"),
    "corpus-hu": small_texts.corpus("corpus"),
    "corpus-ru": small_texts.corpus("corpus"),
    "corpus-zh": small_texts.corpus("corpus"),
    "ctr-adult": small_texts.adult,
    "ctr-criteo-sample": small_texts.criteo,
    "ctr-frappe": small_texts.frappe,
    "emoji": small_arrays.emoji,
    "esco": small_texts.esco,
    "flickr8k": small_arrays.flickr8k,
    "hu-morph-pairs": lambda p: table(
        p / "hu_lemma_form.tsv.gz", "lemma form upos feats count", ("van", "volt", "VERB", "T=P", 7)
    ),
    "hu-ner-nerkor": small_texts.tagged("ner", "lemmas", "upos", fields=("genre", "doc")),
    "hu-nlu": small_texts.hu_nlu,
    "hu-pos-ud": small_texts.tagged("upos", "feats", "lemmas", "head", "deprel", fields=("id", "text")),
    "imagenet_samples": small_arrays.imagenet,
    "instruct": small_texts.instruct,
    "ir-cisi": small_texts.retrieval("qrels.tsv"),
    "ir-cranfield": small_texts.retrieval("qrels.tsv"),
    "ir-scifact": small_texts.scifact,
    "job-title-norm": lambda p: table(
        p / "titles.csv.gz", "vacancyTitle conceptUri", ("Baker", "u/2"), ("Cook", "u/1")
    ),
    "kodak": small_arrays.kodak,
    "limit-full": small_texts.limit_full,
    "limit-small": small_texts.retrieval("qrels.tsv"),
    "melo-hun-q-hu-c-en": small_texts.melo,
    "melo-hun-q-hu-c-hu": small_texts.melo,
    "melo-usa-q-en-c-en": small_texts.melo,
    "meshes": small_arrays.meshes,
    "mnist": small_arrays.digits("mnist", "train", "test"),
    "movielens-100k": small_texts.movielens_100k,
    "movielens-latest-small": small_texts.movielens_latest,
    "mrpc": small_texts.mrpc,
    "msr_action3d": small_arrays.skeletons,
    "notmnist": small_arrays.digits("notmnist", "test", names=list("ABCDEFGHIJ")),
    "omniglot": small_arrays.omniglot,
    "onet": small_texts.onet,
    "papers-acl": small_texts.papers(month=True),
    "papers-ml": small_texts.papers(month=False),
    "pde_operators": small_arrays.pde,
    "planetoid": small_arrays.planetoid,
    "qa-medquad": small_texts.medquad,
    "qa-trecqa": small_texts.answers("trecqa.jsonl.gz"),
    "qa-wikiqa": small_texts.answers("wikiqa.jsonl.gz", qid="7"),
    "qa-xquad": small_texts.xquad,
    "rgbd_redkitchen": small_arrays.kitchen,
    "skill-extraction": small_texts.skills,
    "sts-semeval": lambda p: table(
        p / "sts2012-2016.csv.gz",
        "year task split score sentence1 sentence2",
        (2012, "MSRpar", "test", 4.4, "a", "b"),
    ),
    "stsb-multi": small_texts.stsb,
    "tu_graphs": small_arrays.tu_graphs,
    "unifont": small_arrays.unifont,
    "usps": small_arrays.digits("usps", "train", "test", size=16),
    "v4_responses": small_arrays.v4,
    "word-benchmarks": small_texts.word_benchmarks,
    "wordnet": small_texts.wordnet,
}
