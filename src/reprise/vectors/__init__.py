"""What is done to finished vectors: normalise, rotate, quantise, compare."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
