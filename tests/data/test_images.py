import numpy as np
import pytest

from data.small_files import noise, npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_grey_images_and_their_labels(places):
    write(places, "mnist")
    mnist = data.load("mnist")
    np.testing.assert_array_equal(mnist.test.x, noise(6, 28, 28, seed=1))
    assert mnist.train.x.dtype == np.uint8
    assert mnist.train.y.dtype == np.int64
    assert mnist.train.y.tolist() == [0, 1, 2, 3, 4, 5]
    assert mnist.classes == tuple("0123456789")


def test_letters(places):
    write(places, "notmnist")
    assert data.load("notmnist").classes == tuple("ABCDEFGHIJ")


def test_cifar10_and_what_people_said(places):
    write(places, "cifar10")
    cifar = data.load("cifar10")
    np.testing.assert_array_equal(cifar.train.x, noise(4, 32, 32, 3))
    np.testing.assert_array_equal(cifar.test.x, noise(4, 32, 32, 3, seed=1))
    assert cifar.classes == ("cat", "dog", "eel")
    assert list(cifar.test.fields) == ["cifar10h_counts"]
    assert cifar.test.fields["cifar10h_counts"].shape == (4, 3)
    assert cifar.train.fields["cifar10n_random_label3"].tolist() == [3, 3, 3, 3]
    assert len(cifar.train.fields) == 5


def test_cifar100_groups(places):
    write(places, "cifar100")
    cifar = data.load("cifar100")
    groups = [cifar.names["coarse"][i] for i in cifar.test.fields["coarse"]]
    assert groups == ["insects", "fish", "insects"]


def test_omniglot_characters_are_counted_within_their_alphabet(places):
    write(places, "omniglot")
    omniglot = data.load("omniglot")
    assert omniglot.classes == ("Greek/0", "Greek/1", "Latin/0")
    assert omniglot["all"].fields["drawer"].tolist() == [1, 1, 1, 2]
    assert omniglot.names["alphabet"] == ("Greek", "Latin")


def test_imagenet_samples_keep_the_wordnet_id(places):
    write(places, "imagenet_samples")
    part = data.load("imagenet_samples")["all"]
    assert part.y.tolist() == [0, 1]
    assert part.fields["wnid"].tolist() == ["n01", "n02"]
    assert part.fields["grey"].tolist() == [False, True]


def test_digits_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    bunch = load_digits()
    part = data.load("digits")["all"]
    np.testing.assert_array_equal(part.x, bunch.images)
    np.testing.assert_array_equal(part.y, bunch.target)
    assert part.x.dtype == np.uint8


def test_labels_must_be_classes_and_one_an_image(places):
    place = write(places, "usps")
    x = noise(3, 16, 16)
    arrays = {"x_train": x, "x_test": x, "y_test": np.arange(3)}
    npz(place / "usps.npz", **arrays, y_train=np.array([0, 1, 10]))
    with pytest.raises(CorruptData, match=r"labels 0\.\.10 are not below 10"):
        data.load("usps")
    npz(place / "usps.npz", **arrays, y_train=np.array([0, 1]))
    with pytest.raises(CorruptData, match="'images': 3, 'labels': 2"):
        data.load("usps")
