"""``python -m reprise.data`` prints the page docs/data.md."""

from reprise.data.catalogue import catalogue

if __name__ == "__main__":
    print(catalogue(), end="")
