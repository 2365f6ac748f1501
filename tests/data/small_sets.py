"""A tiny copy of every data set that lives in a folder, in the same files and formats."""

import json

import numpy as np

from data.small_files import jsonl, noise, npz, table, text, webp


def write(folder, name):
    """Write the tiny copy of a set into ``folder/name``."""
    place = folder / name
    place.mkdir()
    MAKERS[name](place)
    return place


def digits(name, *splits, size=28, **more):
    def make(p):
        arrays = {}
        for i, split in enumerate(splits):
            arrays[f"x_{split}"] = noise(6, size, size, seed=i)
            arrays[f"y_{split}"] = np.arange(6, dtype=np.uint8)
        npz(p / f"{name}.npz", **arrays, **more)

    return make


def cifar10(p):
    for i, split in enumerate(("train", "test")):
        pictures = webp(noise(4, 32, 32, 3, seed=i))
        npz(
            p / f"{split}.npz",
            **pictures,
            label=np.array([0, 1, 1, 2], np.uint8),
            names=["cat", "dog", "eel"],
        )
    noisy = {f"cifar10n_{kind}_label": np.zeros(4, np.uint8) for kind in ("aggre", "worse")}
    noisy |= {f"cifar10n_random_label{i}": np.full(4, i, np.uint8) for i in (1, 2, 3)}
    npz(p / "human_labels.npz", cifar10h_counts=np.full((4, 3), 7, np.uint8), **noisy)


def cifar100(p):
    for i, split in enumerate(("train", "test")):
        labels = {"label": np.array([0, 1, 2], np.uint8), "coarse": np.array([1, 0, 1], np.uint8)}
        names = {"names": ["ant", "bee", "cod"], "coarse_names": ["fish", "insects"]}
        npz(p / f"{split}.npz", **webp(noise(3, 32, 32, 3, seed=i)), **labels, **names)


def omniglot(p):
    npz(
        p / "omniglot.npz",
        x=noise(4, 105, 105) % 2,
        char=np.array([0, 1, 2, 2], np.int16),
        alphabet=np.array([0, 0, 1, 1], np.uint8),
        drawer=np.array([1, 1, 1, 2], np.uint8),
        alphabet_names=["Greek", "Latin"],
    )


def imagenet(p):
    labels = {"wnid": ["n01", "n02"], "name": ["tench", "crane"], "grey": [False, True]}
    npz(p / "imagenet_samples.npz", **webp(noise(2, 64, 64, 3)), **labels)


def emoji(p):
    indices = {"group": [0, 0, -1], "subgroup": [0, 1, -1], "base": [0, 0, 2], "skin": [0, 3, 0]}
    arrays = {key: np.array(value, np.int16) for key, value in indices.items()}
    names = {"group_names": ["smileys"], "subgroup_names": ["happy", "sad"]}
    npz(p / "emoji.npz", **webp(noise(3, 64, 64, 4)), **arrays, flag=[False, False, True], **names)
    jsonl(
        p / "emoji.jsonl.gz",
        *({"char": c, "hex": h} for c, h in (("😀", "1F600"), ("👋", "1F44B"), ("#", "23"))),
    )
    words = {"name": ["grin", "wave", ""], "keywords": [["face"], ["hand", "hi"], []]}
    text(p / "names.json.gz", json.dumps({"en": words, "hu": words}))


def flickr8k(p):
    rows = {"train": [3, 0], "dev": [1], "test": [4]}
    names = [f"{i}.jpg" for i in range(6)]
    splits = {key: np.array(value, np.int32) for key, value in rows.items()}
    npz(p / "flickr8k.npz", **webp(noise(6, 64, 64, 3)), name=names, **splits)
    jsonl(p / "captions.jsonl.gz", *([f"caption {j} of {i}" for j in range(5)] for i in range(6)))


def camvid(p):
    for i, split in enumerate(("train", "val", "test")):
        frames = ["0001TP_1", "0016E5_2"]
        npz(
            p / f"{split}.npz",
            **webp(noise(2, 12, 16, 3, seed=i)),
            mask=noise(2, 12, 16, seed=i) % 4,
            frame=frames,
            names=["sky", "road", "car"],
        )


def kitchen(p):
    npz(
        p / "frames.npz",
        **webp(noise(4, 120, 160, 3)),
        depth=np.arange(4 * 120 * 160, dtype=np.uint16).reshape(4, 120, 160),
        frame=np.array([0, 4, 600, 700], np.int32),
        split=np.array([0, 0, 1, 2], np.uint8),
        pose=np.stack([np.eye(4, dtype=np.float32)] * 4),
        intrinsics=np.eye(3),
        intrinsics_full=2 * np.eye(3),
        gravity=np.array([0.0, 1.0, 0.0]),
    )


def kodak(p):
    npz(p / "kodak_half.npz", **{f"kodim{i:02}": noise(6, 8, 3, seed=i) for i in range(1, 10)})


def newsgroups(p):
    row = {"label": "sci.med", "subject": "a", "text": "body", "dup": 0, "split": "train"}
    rows = [{**row, "id": "1"}, {**row, "id": "2", "dup": 1}]
    rows.append({**row, "id": "3", "label": "alt", "text": "two\nlines", "split": "test"})
    jsonl(p / "20newsgroups.jsonl.xz", *rows)


def banking77(p):
    table(p / "train.csv.gz", "text category", ('Where, "please"?', "where"), ("two\nlines", "how"))
    table(p / "test.csv.gz", "text category", ("null", "how"))


def stsb(p):
    for language in ("en", "de", "es", "fr", "pl", "ru", "zh"):
        for split, score in (("train", 5.0), ("dev", 2.5), ("test", 0.0)):
            table(
                p / f"stsb-{language}-{split}.csv.gz",
                "sentence1 sentence2 score",
                (f"a {language}", "b, c", score),
            )


def mrpc(p):
    for split in ("train", "val", "test"):
        table(p / f"mrpc-{split}.csv.gz", "label sentence1 sentence2", (1, "a", f"b {split}"), (0, "c", "d"))


def answers(file, **extra):
    def make(p):
        row = {"question": "who ?", "sentence": "he .", **extra}
        jsonl(
            p / file,
            *({**row, "split": split, "label": i % 2} for i, split in enumerate(("train", "dev", "test"))),
        )

    return make


def medquad(p):
    row = {
        "id": "1",
        "source": "CDC",
        "focus": "flu",
        "qtype": "information",
        "question": "q?",
        "answer": "a",
    }
    jsonl(p / "medquad.jsonl.xz", row)


def hu_nlu(p):
    for split in ("train", "dev", "test"):
        known = split != "test"
        for task, labels in (("husst", ("positive", "negative")), ("hucola", ("0", "1"))):
            jsonl(
                p / f"{task}-{split}.jsonl.gz",
                *({"Sent": f"{task} {y}"} | ({"label": y} if known else {}) for y in labels),
            )
        jsonl(
            p / f"hurte-{split}.jsonl.gz",
            {"premise": "p", "hypothesis": "h"} | ({"label": "1"} if known else {}),
        )
        jsonl(p / f"huwnli-{split}.jsonl.gz", {"sentence1": "p", "sentence2": "h", "label": "0"})


def xquad(p):
    for language in ("en", "de", "es", "ru", "zh"):
        answer = {"text": "cat", "start": 4}
        row = {
            "id": "q1",
            "title": "Cats",
            "context": "the cat",
            "question": f"{language}?",
            "answers": [answer],
        }
        jsonl(p / f"xquad.{language}.jsonl.gz", row)


def babi(p):
    row = {"task": 1, "name": "facts", "story": ["A is here.", "B is there."], "question": "Where is A?"}
    row |= {"answer": "here", "supporting": [0]}
    jsonl(p / "babi_en.jsonl.gz", *({**row, "split": split} for split in ("train", "train", "test")))


def retrieval(*judgements, corpus=True):
    def make(p):
        if corpus:
            rows = [{"_id": f"d{i}", "title": "Title" if i else "", "text": f"text {i}"} for i in range(3)]
            jsonl(p / "corpus.jsonl.gz", *rows)
        jsonl(p / "queries.jsonl.gz", *({"_id": f"q{i}", "text": f"query {i}"} for i in range(3)))
        for file in judgements:
            table(p / file, "query-id corpus-id score", ("q1", "d0", 4), ("q1", "d2", 0), ("q0", "d1", 1))

    return make


def melo(p):
    retrieval("qrels.tsv")(p)
    table(p / "concepts.tsv.gz", "", ("d0", "C0"), ("d1", "C0"))


def scifact(p):
    retrieval("qrels_train.tsv", "qrels_test.tsv")(p)
    table(p / "evidence.tsv", "query-id corpus-id label", ("q1", "d0", "SUPPORT"))


def limit_full(p):
    retrieval("qrels.tsv", corpus=False)(p)
    text(p / "attributes.txt", "Apricots\nBirch Trees\n")


def corpus(*parts, content="One line.\nAnother.\n\nA second document.\n"):
    def make(p):
        for part in parts:
            text(p / f"{part}.txt.xz", content)

    return make


def tagged(*layers, fields=()):
    def make(p):
        for split in ("train", "dev", "test"):
            row = {"tokens": ["A", "b", split], **{layer: ["x", "y", "x"] for layer in layers}}
            jsonl(p / f"{split}.jsonl.gz", row | {name: f"{name} of {split}" for name in fields})

    return make


def adult(p):
    header = "age workclass fnlwgt education education-num marital-status occupation relationship race sex"
    header += " capital-gain capital-loss hours-per-week native-country income"
    row = (39, "?", 7, "HS", 9, "single", "x", "y", "z", "F", 0, 0, 40, "Hungary", "<=50K")
    for split in ("train", "test"):
        table(p / f"{split}.csv.gz", header, row)


def criteo(p):
    header = " ".join(["label", *(f"I{i}" for i in range(1, 14)), *(f"C{i}" for i in range(1, 27))])
    for split in ("train", "dev", "test"):
        table(p / f"{split}.csv.gz", header, (1, "", *range(2, 14), "", *("ab12",) * 25))


def frappe(p):
    header = "label user item daytime weekday isweekend homework cost weather country city"
    for part in (1, 2):
        table(p / f"part{part}.csv.gz", header, (1, *range(part, part + 10)))


def skills(p):
    for domain in ("house", "tech"):
        for split in ("validation", "test"):
            table(
                p / f"{domain}_{split}.csv.gz", "sentence span sub_span label", (f"{domain}!", "a", "", "SQL")
            )


def esco(p):
    jsonl(
        p / "occupations.jsonl.gz", {"id": "o1", "title": "baker", "alt": ["bread maker"], "description": "d"}
    )
    jsonl(
        p / "skills.jsonl.gz", {"id": "s1", "label": "bake", "alt": ["baking"]}, {"id": "s2", "label": "sell"}
    )
    table(p / "relations.tsv.gz", "occupation_id skill_id type", ("o1", "s1", "essential"))
    table(p / "skill_relations.tsv.gz", "skill_id related_skill_id type", ("s1", "s2", "optional"))


def onet(p):
    text(p / "occupations.tsv.gz", 'O*NET-SOC Code\tTitle\tDescription\n11.00\tChief "x"\tLeads\n')
    text(p / "tasks.tsv.gz", "O*NET-SOC Code\tTask ID\tTask\n11.00\t1\tLead\n")
    text(p / "technology_skills.tsv.gz", "O*NET-SOC Code\tExample\n11.00\tNA\n")


def wordnet(p):
    row = {"id": "n1", "lemmas": ["entity"], "gloss": "g", "examples": [], "hypernyms": [], "lex": 3}
    jsonl(p / "synsets.jsonl.xz", row)


def instruct(p):
    jsonl(p / "t0_sample.jsonl.xz", {"task": "t", "prompt": "p", "completion": "c"})
    jsonl(p / "seed_tasks.jsonl.gz", {"id": "s", "instruction": "i", "instances": []})
    for split in ("train", "test"):
        jsonl(p / f"gsm8k_{split}.jsonl.gz", {"question": "1+1?", "answer": "2\n#### 2"})
    jsonl(p / "bbh.jsonl.gz", {"task": "t", "input": "not True", "target": "False"})
    jsonl(p / "alpaca_eval.jsonl.gz", {"instruction": "i", "output": "o"})


def movielens_100k(p):
    rows = [(1, 10, 4, 200), (2, 10, 3, 50), (1, 11, 5, 100), (1, 12, 1, 200)]
    table(p / "interactions.csv.gz", "user_id item_id rating timestamp", *rows)
    table(p / "users.csv.gz", "user_id age gender occupation zip_code", (1, 24, "M", "none", "01234"))
    header = "item_id movie_title release_year class"
    table(p / "items.csv.gz", header, (10, "A, The", 1995, "Comedy Drama"), (11, "B", "unkonwn", "unknown"))


def movielens_latest(p):
    table(p / "ratings.csv.gz", "userId movieId rating timestamp", (1, 10, 3.5, 20), (1, 11, 4.0, 10))
    table(p / "movies.csv.gz", "movieId title genres", (10, "A (1995)", "Comedy|Drama"))
    table(p / "tags.csv.gz", "userId movieId tag timestamp", (1, 10, "funny", 30))


def amazon(p):
    for category in ("beauty", "video_games"):
        table(p / f"{category}.tsv.xz", "", (1, "5 3 5"), (4, "7"))


def planetoid(p):
    for graph in ("cora", "citeseer"):
        features = {
            "x_indptr": [0, 1, 3, 3],
            "x_indices": [1, 0, 3],
            "x_data": [1.0, 1.0, 2.0],
            "x_shape": [3, 4],
        }
        arrays = {
            key: np.array(value, np.float32 if key == "x_data" else np.int32)
            for key, value in features.items()
        }
        labels = {"edge_index": [[0, 1], [1, 0]], "y": [0, 1, -1]}
        arrays |= {key: np.array(value, np.int32) for key, value in labels.items()}
        npz(
            p / f"{graph}.npz",
            **arrays,
            train_idx=np.array([0]),
            val_idx=np.array([1]),
            test_idx=np.array([1]),
        )


def tu_graphs(p):
    for graphs in ("mutag", "proteins", "nci1"):
        npz(
            p / f"{graphs}.npz",
            graph_label=np.array([-1, 1], np.int16),
            node_offset=np.array([0, 2, 5]),
            edge_offset=np.array([0, 2, 4]),
            edge_index=np.array([[0, 1, 0, 2], [1, 0, 2, 0]], np.int32),
            node_label=np.array([0, 1, 1, 1, 2], np.int16),
            fold=np.array([-1, 3], np.int8),
        )


def meshes(p):
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    faces = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], np.int32)
    for name in ("spot", "cow", "fandisk", "rocker_arm", "homer", "cheburashka", "bunny"):
        npz(p / f"{name}.npz", vertices=corners, faces=faces, watertight=name != "bunny")


def skeletons(p):
    npz(
        p / "msr_action3d.npz",
        xyz=np.arange(5 * 20 * 3, dtype=np.float32).reshape(5, 20, 3),
        frame=np.array([0, 1, 3, 0, 1], np.int16),
        confidence=noise(5, 20),
        offset=np.array([0, 3, 5], np.int32),
        action=np.array([0, 1], np.uint8),
        subject=np.array([1, 2], np.uint8),
        instance=np.array([1, 3], np.uint8),
        train=np.array([True, False]),
        names=["wave", "kick"],
        bones=np.array([[0, 1], [1, 2]], np.uint8),
    )


def v4(p):
    for session in ("190923", "201025", "210325", "210621"):
        single = {}
        if session == "210325":
            single["repeats"] = np.array([[[1, 3], [2, 0]], [[3, 5], [-1, -1]]], np.int8)
        npz(
            p / f"session_{session}.npz",
            **webp(noise(2, 64, 64, 3)),
            responses=np.array([[2, 4], [2, 0]], np.float32),
            n_repeats=np.array([2, 1], np.uint8),
            session=session,
            animal="PE",
            **single,
        )


def pde(p):
    darcy = {}
    for split, count, size in (("train", 3, 16), ("test", 2, 16), ("test_32", 2, 32)):
        darcy[f"x_{split}"] = noise(count, size, size) % 2
        darcy[f"y_{split}"] = noise(count, size, size).astype(np.float32)
    npz(p / "darcy.npz", **darcy)
    burgers = {}
    for split, count in (("train", 3), ("test", 2)):
        burgers[f"u_{split}"] = noise(count, 17, 16).astype(np.float32)
        burgers[f"x_{split}"] = burgers[f"u_{split}"][:, 0]
    npz(p / "burgers_16.npz", **burgers, viscosity=np.float32(0.01))


def papers(month):
    def make(p):
        row = {"title": "T", "abstract": "A", "authors": ["X Y"], "year": 2020, "venue": "V"}
        extra = {"month": 7} if month else {"keywords": ["deep"]}
        jsonl(p / "papers.jsonl.gz", row | {"id": "p1"} | extra, row | {"id": "p2", "month": None})

    return make


def word_benchmarks(p):
    table(p / "word-similarity__en__men.csv.gz", "word1 word2 similarity", ("sun", "null", 50.0))
    table(
        p / "word-similarity__cross-lingual__en-de__rg65.csv.gz",
        "word1 word2 similarity",
        ("cord", "Seil", 0.5),
    )
    table(
        p / "word-similarity__en__simlex999_original.tsv.gz",
        "word1 word2 POS SimLex999",
        ("old", "new", "A", 1.58),
    )
    table(
        p / "word-analogy__en__jair.csv.gz",
        "type word1 word2 word3 target",
        (0, "solar system  ", " atom ", "sun", "nucleus"),
    )
    table(p / "word-categorization__en__ap.csv.gz", "category word", ("illness", "acne"))
    table(p / "semantic-relation__en__bless.csv.gz", "word1 word2 relation", ("shirt", "cloth", "hyper"))
    table(
        p / "outlier-detection__en__8-8-8.csv.gz",
        "category outliers words",
        ("it", "['Opel', '']", "['Apple', 'HP']"),
    )


def unifont(p):
    for file in ("unifont.otf", "unifont_upper.otf"):
        (p / file).write_bytes(b"OTTO" + file.encode())


MAKERS = {
    "20newsgroups": newsgroups,
    "ag-news-test": lambda p: table(
        p / "ag_news_test.csv.gz", "label title description", ("Sci/Tech", "T", "d, e")
    ),
    "amazon-sequences": amazon,
    "babi": babi,
    "banking77": banking77,
    "camvid": camvid,
    "cifar10": cifar10,
    "cifar100": cifar100,
    "corpus-en": corpus("wikipedia", "reference", "tech", "fiction"),
    "corpus-hu": corpus("corpus"),
    "corpus-ru": corpus("corpus"),
    "corpus-zh": corpus("corpus"),
    "ctr-adult": adult,
    "ctr-criteo-sample": criteo,
    "ctr-frappe": frappe,
    "emoji": emoji,
    "esco": esco,
    "flickr8k": flickr8k,
    "hu-morph-pairs": lambda p: table(
        p / "hu_lemma_form.tsv.gz", "lemma form upos feats count", ("van", "volt", "VERB", "T=P", 7)
    ),
    "hu-ner-nerkor": tagged("ner", "lemmas", "upos", fields=("genre", "doc")),
    "hu-nlu": hu_nlu,
    "hu-pos-ud": tagged("upos", "feats", "lemmas", "head", "deprel", fields=("id", "text")),
    "imagenet_samples": imagenet,
    "instruct": instruct,
    "ir-cisi": retrieval("qrels.tsv"),
    "ir-cranfield": retrieval("qrels.tsv"),
    "ir-scifact": scifact,
    "job-title-norm": lambda p: table(
        p / "titles.csv.gz", "vacancyTitle conceptUri", ("Baker", "u/2"), ("Cook", "u/1")
    ),
    "kodak": kodak,
    "limit-full": limit_full,
    "limit-small": retrieval("qrels.tsv"),
    "melo-hun-q-hu-c-en": melo,
    "melo-hun-q-hu-c-hu": melo,
    "melo-usa-q-en-c-en": melo,
    "meshes": meshes,
    "mnist": digits("mnist", "train", "test"),
    "movielens-100k": movielens_100k,
    "movielens-latest-small": movielens_latest,
    "mrpc": mrpc,
    "msr_action3d": skeletons,
    "notmnist": digits("notmnist", "test", names=list("ABCDEFGHIJ")),
    "omniglot": omniglot,
    "onet": onet,
    "papers-acl": papers(month=True),
    "papers-ml": papers(month=False),
    "pde_operators": pde,
    "planetoid": planetoid,
    "qa-medquad": medquad,
    "qa-trecqa": answers("trecqa.jsonl.gz"),
    "qa-wikiqa": answers("wikiqa.jsonl.gz", qid="7"),
    "qa-xquad": xquad,
    "rgbd_redkitchen": kitchen,
    "skill-extraction": skills,
    "sts-semeval": lambda p: table(
        p / "sts2012-2016.csv.gz",
        "year task split score sentence1 sentence2",
        (2012, "MSRpar", "test", 4.4, "a", "b"),
    ),
    "stsb-multi": stsb,
    "tu_graphs": tu_graphs,
    "unifont": unifont,
    "usps": digits("usps", "train", "test", size=16),
    "v4_responses": v4,
    "word-benchmarks": word_benchmarks,
    "wordnet": wordnet,
}
