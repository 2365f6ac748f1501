import subprocess
import sys

from data.small_sets import MAKERS, write
from reprise import data
from reprise.data.registry import MODULES, entries

BUNDLED = {"breast_cancer", "diabetes", "digits", "iris", "linnerud", "sample-images", "wine"}
GENERATED = {"moons", "swiss-roll"}


def test_the_names_are_the_folders_the_bundled_and_the_generated():
    assert data.names() == sorted({*MAKERS, *BUNDLED, *GENERATED})
    assert len(MAKERS) == 61


def test_the_real_folders_are_all_known(real_data):
    from pathlib import Path

    assert {folder.name for folder in Path(real_data).iterdir() if folder.is_dir()} == set(MAKERS)


def test_every_entry_is_complete():
    for name, entry in entries().items():
        assert entry.name == name
        for text in (entry.what, entry.size, entry.licence, entry.source, entry.notes):
            assert text.strip() == text
            assert text
        assert entry.sources
        assert all(values for values in entry.options.values())


def test_availability_names_the_source_that_would_be_used(places):
    before = data.availability()
    assert list(before) == data.names()
    assert {name for name, source in before.items() if source} >= BUNDLED | GENERATED
    assert before["mnist"] is None
    assert before["moons"] == "generated"
    assert before["digits"] == "scikit-learn"
    write(places, "mnist")
    assert data.availability()["mnist"] == "local folder"


def test_listing_loads_no_heavy_library():
    code = (
        "import sys; from reprise import data; data.names(); data.describe('cifar10');"
        "heavy = {'torch', 'pandas', 'sklearn', 'scipy', 'PIL', 'pyarrow', 'huggingface_hub'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_module_of_a_type_has_entries():
    import importlib

    for module in MODULES:
        assert importlib.import_module(f"reprise.data.{module}").ENTRIES
