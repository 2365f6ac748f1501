"""reprise: representation learning that people can run.

Parts live in the families (``reprise.elastic``, ``reprise.retrieval``, ...), the experiments that
re-perform papers in ``reprise.papers``, and the daily reading room in ``reprise.daily``.
Importing this package loads none of them.
"""

__version__ = "0.1.0"
