"""Tiny copies of the sets that hold texts and tables; each function fills a folder."""

from data.small_files import jsonl, table, text


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
