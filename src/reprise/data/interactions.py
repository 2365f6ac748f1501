"""What users did with items, in order of time: MovieLens and Amazon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset
from reprise.data.readers import numbers

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
class Interactions(Dataset):
    """Interactions of users with items.

    Args:
        events: columns user and item (the source's numbers), in order of time within each user; rating and
            timestamp (seconds since 1970) where the source has them.
        users, items: what is known of them, with columns user and item to join by; None where nothing is.
        tags: free tags of users on items; None where there are none.
    """

    events: pd.DataFrame
    users: pd.DataFrame | None = None
    items: pd.DataFrame | None = None
    tags: pd.DataFrame | None = None

    def sequences(self) -> dict[int, NDArray[np.int64]]:
        """user -> items, oldest first; events of one instant keep the order of the file."""
        grouped = self.events.groupby("user", sort=True)["item"]
        return {cast(int, user): items.to_numpy(np.int64) for user, items in grouped}

    def contents(self) -> str:
        users, items = self.events["user"].nunique(), self.events["item"].nunique()
        return f"{len(self.events):,} interactions of {users:,} users with {items:,} items"


def _in_order(events: pd.DataFrame) -> pd.DataFrame:
    return events.sort_values(["user", "timestamp"], kind="stable").reset_index(drop=True)


NO_YEAR = ("unkonwn", "V")  # what the source has in place of two years


def _movielens_100k(reading: FolderReading) -> Interactions:
    types = dict.fromkeys(("user_id", "item_id", "rating", "timestamp"), int)
    names = {"user_id": "user", "item_id": "item"}
    events = reading.frame("interactions.csv.gz", types)
    users = reading.frame("users.csv.gz", {"user_id": int, "age": int}, ("gender", "occupation", "zip_code"))
    file = "items.csv.gz"
    items = reading.frame(file, {"item_id": int}, ("movie_title", "release_year", "class"))
    items = items.rename(columns={**names, "movie_title": "title", "release_year": "year", "class": "genres"})
    years = ["" if year in NO_YEAR else year for year in items["year"]]
    items["year"] = numbers(reading.folder / file, "release_year", years, float)
    items["genres"] = [tuple(genres.split()) for genres in items["genres"]]
    return Interactions(
        reading.provenance(),
        _in_order(events.rename(columns=names)),
        users.rename(columns=names),
        items,
    )


def _movielens_latest(reading: FolderReading) -> Interactions:
    keys = {"userId": int, "movieId": int, "timestamp": int}
    names = {"userId": "user", "movieId": "item"}
    events = reading.frame("ratings.csv.gz", {**keys, "rating": float})
    items = reading.frame("movies.csv.gz", {"movieId": int}, ("title", "genres")).rename(columns=names)
    items["genres"] = [tuple(genres.split("|")) for genres in items["genres"]]
    tags = reading.frame("tags.csv.gz", keys, ("tag",))
    return Interactions(
        reading.provenance(),
        _in_order(events.rename(columns=names)),
        items=items,
        tags=tags.rename(columns=names),
    )


def _amazon(reading: FolderReading, category: str) -> Interactions:
    import pandas as pd

    file = f"{category}.tsv.xz"
    path = reading.folder / file
    table = reading.columns(file, header=("user", "items"))
    users = numbers(path, "user", table["user"], int)
    if len(np.unique(users)) < len(users):
        raise CorruptData(path, "a user has more than one line")
    sequences = [numbers(path, "items", cell.split(), int) for cell in table["items"]]
    lengths = [len(sequence) for sequence in sequences]
    everything = np.concatenate(sequences) if sequences else np.array([], np.int64)
    events = pd.DataFrame({"user": np.repeat(users, lengths), "item": everything})
    return Interactions(reading.provenance(), events)


GROUPLENS = "Harper and Konstan 2015 (GroupLens)"

ENTRIES = (
    Entry(
        "movielens-100k",
        Interactions,
        "ratings of films with time, users with age, gender and occupation, films with year and genres",
        "100,000 ratings of 943 users on 1,682 films",
        "GroupLens: research use with citation; no redistribution, no commercial use",
        f"{GROUPLENS}; from github.com/RUCAIBox/RecBole",
        "Complete; the years of two films are unknown (NaN). Do not publish the data.",
        (Folder(_movielens_100k, ("interactions.csv.gz", "users.csv.gz", "items.csv.gz")),),
    ),
    Entry(
        "movielens-latest-small",
        Interactions,
        "ratings and free tags of films with time, films with genres (2018)",
        "100,836 ratings of 610 users on 9,724 films, 3,683 tags",
        "GroupLens: research use with citation; redistribution under the same conditions",
        f"{GROUPLENS}; from github.com/stiigp/simple_recommender_system",
        "The development set of 2018; GroupLens advises against it for published results. Nothing is known of "
        "users.",
        (Folder(_movielens_latest, ("ratings.csv.gz", "movies.csv.gz", "tags.csv.gz")),),
    ),
    Entry(
        "amazon-sequences",
        Interactions,
        "histories of reviewed items of Amazon users, by category",
        "beauty 353,962 of 40,226 users; video_games 287,107 of 31,013 users",
        "repositories Apache-2.0; Amazon review data, research use",
        "McAuley et al. 2015; from github.com/FeiSun/BERT4Rec and kang205/SASRec",
        "Numbers only: no times, titles or ratings. Filtered as in the SASRec and BERT4Rec papers.",
        (Folder(_amazon, ("beauty.tsv.xz", "video_games.tsv.xz")),),
        {"category": ("beauty", "video_games")},
    ),
)
