"""Sentence embeddings from the ONNX file that ``scripts/build_embedding.py`` makes."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self, cast

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS: Final = 384
MAX_TOKENS: Final = 128

# Measured: 1.0 ms of CPU a text at 512, 1.3 one by one, 1.4 at 2048, where caches overflow.
_TOKENS_PER_RUN: Final = 512
# Bounds the tokenizer's work (3 s for a million words); 128 tokens are about 600 letters.
_MAX_CHARACTERS: Final = 8192
_HERE: Final = Path(__file__).parent


class SentenceEncoder:
    """all-MiniLM-L6-v2 with int8 weights, on one CPU thread.

    The vector of a text depends on the text alone, not on its neighbours in a call, because
    activations are quantised per token. All methods may be called from several threads.
    """

    def __init__(self, session: ort.InferenceSession, tokenizer: Tokenizer) -> None:
        """Take over a session and a tokenizer; use :meth:`load` for the shipped ones."""
        self._session = session
        self._tokenizer = tokenizer
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")

    @classmethod
    def load(cls, folder: Path = _HERE) -> Self:
        """Read ``model.onnx`` and ``tokenizer.json`` from ``folder``. Blocks for 0.1 to 0.5 s.

        Raises:
            FileNotFoundError: one of the two files is missing.
            Exception: onnxruntime or tokenizers cannot read a file (their own exceptions).
        """
        model, vocabulary = folder / "model.onnx", folder / "tokenizer.json"
        for path in (model, vocabulary):
            if not path.is_file():
                raise FileNotFoundError(f"{path} is missing; scripts/build_embedding.py makes it")
        options = ort.SessionOptions()
        # Two threads under load were measured to take 4 to 15 times the CPU of one.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(vocabulary))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(session, tokenizer)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed any number of texts; blocks, so call it from a thread or a script.

        Args:
            texts: Any strings, empty ones too. Read up to 128 tokens, two of them the model's
                own, and up to 8192 characters.

        Returns:
            float32 of shape ``(len(texts), 384)``, rows of length 1 in the order of ``texts``:
            the dot product of two rows is their cosine.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        tokens = [self._tokenize(text) for text in texts]
        for rows in _batches([len(ids) for ids in tokens]):
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    @property
    def version(self) -> str:
        """Changes whenever vectors change; vectors of two versions must not be compared."""
        return str(self._session.get_modelmeta().custom_metadata_map["version"])

    async def embed(self, text: str) -> NDArray[np.float32]:
        """Embed one text in the encoder's own thread; concurrent calls queue there.

        Returns:
            float32 of shape ``(384,)`` and length 1.

        Raises:
            RuntimeError: the encoder is closed.
        """
        vectors = await self.embed_all([text])
        return cast("NDArray[np.float32]", vectors[0])

    async def embed_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Like ``encode``, in the encoder's own thread; other calls wait until all are done.

        Raises:
            RuntimeError: the encoder is closed.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self.encode, texts)

    def close(self) -> None:
        """End the thread after the text in work; queued ones are cancelled. Safe to repeat."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _tokenize(self, text: str) -> NDArray[np.int64]:
        # A lone surrogate, which JSON can carry, would be a TypeError in the tokenizer.
        readable = text.lstrip()[:_MAX_CHARACTERS].encode("utf-8", "replace").decode()
        return np.array(self._tokenizer.encode(readable).ids, np.int64)

    def _run(self, batch: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        width = max(len(ids) for ids in batch)
        input_ids = np.zeros((len(batch), width), np.int64)
        attention_mask = np.zeros_like(input_ids)
        for row, ids in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        feed = {"input_ids": input_ids, "attention_mask": attention_mask}
        (vectors,) = self._session.run(["embedding"], feed)
        return cast("NDArray[np.float32]", vectors)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group indices of similar length, so that little is padded, within the token budget."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        # Sorted ascending, so this text is the widest of the batch it would join.
        if batches and (len(batches[-1]) + 1) * lengths[index] <= _TOKENS_PER_RUN:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches
