"""The ``reprise`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; errors of use end with a sentence on stderr and exit code 2."""
    from reprise.cli.app import app
    from reprise.cli.errors import explain

    try:
        app()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None
    except Exception as error:
        message = explain(error)
        if message is None:
            raise
        print(message, file=sys.stderr)
        raise SystemExit(2) from None
