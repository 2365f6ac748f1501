"""Count-based text encoders inside a ``SentenceTransformer``.

The encoder does its work where others tokenise, so the module has nothing to train: it serves as a baseline, as the
input of trained layers, or for search. Saved as JSON and safetensors; sentence-transformers asks for
``trust_remote_code=True`` to read a saved model with a module from another package, such as this one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sentence_transformers.base.modules.input_module import InputModule

from reprise.words.document_encoder import DocumentEncoder
from reprise.words.word_vectors import WordVectors

CONFIG, ARRAYS = "config.json", "arrays.safetensors"


class DocumentModule(InputModule):
    """Wraps a fitted :class:`DocumentEncoder`: ``SentenceTransformer(modules=[encoder.as_module()])``."""

    save_in_root = False
    modalities = ["text"]  # noqa: RUF012  (the base class's own declaration)

    def __init__(self, encoder: DocumentEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dim = int(encoder.transform([encoder.vocabulary_[0]]).shape[1])

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """The finished vectors, float32."""
        texts = [f"{prompt}{text}" for text in inputs] if prompt else list(inputs)
        vectors = np.asarray(self.encoder.transform(texts), dtype=np.float32)
        return {"sentence_embedding": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return features

    def get_embedding_dimension(self) -> int:
        return self.dim

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Write ``config.json`` and ``arrays.safetensors``."""
        arrays: dict[str, np.ndarray] = {}
        attributes = {name: _pack(name, value, arrays) for name, value in vars(self.encoder).items()}
        folder = Path(output_path)
        save_file(arrays, folder / ARRAYS)
        config = {"encoder": type(self.encoder).__name__, "attributes": attributes}
        (folder / CONFIG).write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        model_name_or_path: str,
        subfolder: str = "",
        token: bool | str | None = None,
        cache_folder: str | None = None,
        revision: str | None = None,
        local_files_only: bool = False,
        init_defaults: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> DocumentModule:
        """Read what :meth:`save` wrote.

        Raises:
            ValueError: the configuration names no encoder of this package.
        """
        from reprise import words

        places = {
            name: cls.load_file_path(
                model_name_or_path,
                name,
                subfolder=subfolder,
                token=token,
                cache_folder=cache_folder,
                revision=revision,
                local_files_only=local_files_only,
            )
            for name in (CONFIG, ARRAYS)
        }
        missing = [name for name, place in places.items() if place is None]
        if missing:
            raise ValueError(f"{model_name_or_path}/{subfolder} has no {missing[0]}; save the module again")
        config = json.loads(Path(str(places[CONFIG])).read_text(encoding="utf-8"))
        kind = getattr(words, config["encoder"], None)
        if not (isinstance(kind, type) and issubclass(kind, DocumentEncoder)):
            raise ValueError(f"{config['encoder']!r} is no text encoder of reprise.words")
        arrays = load_file(str(places[ARRAYS]))
        encoder = kind.__new__(kind)
        for name, value in config["attributes"].items():
            setattr(encoder, name, _unpack(value, arrays))
        return cls(encoder)


def _pack(name: str, value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Plain JSON for an attribute; arrays go to ``arrays`` and leave their name."""
    if isinstance(value, np.ndarray):
        arrays[name] = np.ascontiguousarray(value)
        return {"array": name}
    if isinstance(value, WordVectors):
        arrays[f"{name}.vectors"] = np.ascontiguousarray(value.vectors)
        if value.counts is not None:
            arrays[f"{name}.counts"] = np.ascontiguousarray(value.counts)
        return {"words": value.words, "name": name}
    if isinstance(value, tuple):
        return {"tuple": [_pack(f"{name}.{i}", item, arrays) for i, item in enumerate(value)]}
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"the attribute {name} is a {type(value).__name__}, which has no plain form to save")


def _unpack(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "tuple" in value:
        return tuple(_unpack(item, arrays) for item in value["tuple"])
    name = value["name"]
    return WordVectors(value["words"], arrays[f"{name}.vectors"], arrays.get(f"{name}.counts"))
