import numpy as np
import pytest

from data.small_sets import write
from reprise import data


def test_categories_and_numbers(places):
    write(places, "ctr-adult")
    adult = data.load("ctr-adult")
    assert adult.target == ("income",)
    assert adult.categorical == (
        "workclass",
        "education",
        "marital-status",
        "occupation",
        "relationship",
        "race",
        "sex",
        "native-country",
    )
    assert len(adult.features) == 14
    row = adult.train.iloc[0]
    assert (row["age"], row["workclass"], row["income"]) == (39, "?", "<=50K")
    assert adult.train["age"].dtype == np.int64


def test_missing_counts_are_nan_and_missing_categories_empty(places):
    write(places, "ctr-criteo-sample")
    criteo = data.load("ctr-criteo-sample")
    row = criteo.validation.iloc[0]
    assert np.isnan(row["I1"])
    assert row["I2"] == 2.0
    assert row["C1"] == ""
    assert row["label"] == 1
    assert len(criteo.categorical) == 26


def test_frappe_parts_are_train_and_test(places):
    write(places, "ctr-frappe")
    frappe = data.load("ctr-frappe")
    assert (frappe.train["user"].tolist(), frappe.test["user"].tolist()) == ([1], [2])
    assert frappe.categorical == frappe.features


def test_skills_by_domain(places):
    write(places, "skill-extraction")
    assert data.load("skill-extraction", domain="tech").test["sentence"].tolist() == ["tech!"]
    assert data.load("skill-extraction").validation["sentence"].tolist() == ["house!"]


@pytest.mark.parametrize(
    ("name", "rows", "features", "classes"),
    [
        ("iris", 150, 4, 3),
        ("wine", 178, 13, 3),
        ("breast_cancer", 569, 30, 2),
        ("diabetes", 442, 10, 0),
        ("linnerud", 20, 3, 0),
    ],
)
def test_the_classics_are_those_of_scikit_learn(name, rows, features, classes):
    import sklearn.datasets

    x, y = getattr(sklearn.datasets, f"load_{name}")(return_X_y=True)
    dataset = data.load(name)
    frame = dataset["all"]
    assert (len(frame), len(dataset.features), len(dataset.classes)) == (rows, features, classes)
    np.testing.assert_array_equal(frame[list(dataset.features)].to_numpy(), x)
    np.testing.assert_array_equal(frame[list(dataset.target)].to_numpy().squeeze(), y)


def test_moons_lie_on_two_half_circles():
    frame = data.load("moons")["all"]
    points = frame[["x0", "x1"]].to_numpy()
    upper, lower = points[frame["target"] == 0], points[frame["target"] == 1]
    assert len(upper) == len(lower) == 500
    radius = np.linalg.norm(upper, axis=1)
    assert abs(radius.mean() - 1) < 0.02
    assert 0.08 < radius.std() < 0.12
    radius = np.linalg.norm(lower - [1.0, 0.5], axis=1)
    assert abs(radius.mean() - 1) < 0.02
    assert upper[:, 1].mean() > 0.5 > 0 > lower[:, 1].mean()


def test_the_swiss_roll_is_rolled_by_its_target():
    frame = data.load("swiss-roll")["all"]
    t = frame["target"].to_numpy()
    np.testing.assert_allclose(np.hypot(frame["x0"], frame["x2"]), t)
    assert 1.5 * np.pi <= t.min() <= t.max() <= 4.5 * np.pi
    assert abs(np.corrcoef(t, frame["x1"])[0, 1]) < 0.1
