"""The papers: one room each, with a card that says what is claimed and an experiment that puts it to the test."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
