"""``python -m reprise`` is the ``reprise`` command."""

from reprise.cli import main

if __name__ == "__main__":
    main()
