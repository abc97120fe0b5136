import asyncio
import hashlib
import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import agents.embedding.encoder
from agents.embedding import DIMENSIONS, MAX_TOKENS, SentenceEncoder

FOLDER = Path(agents.embedding.encoder.__file__).parent
GOLDEN = Path(__file__).with_name("golden.json")
TEXTS = (
    "What is the difference between TCP and UDP?",
    "ok",
    "",
    "Tell me about a design of yours that the team rejected, and what you did the day after.",
    "Wie funktioniert ein B-Baum? データベース",
    "one " * 300,
    "Design a URL shortener.",
)


def assert_same_direction(one: NDArray[np.float32], other: NDArray[np.float32]) -> None:
    """Row by row. Neighbours cost .04 with one activation scale a call, 1e-7 with one a token."""
    np.testing.assert_allclose((one * other).sum(axis=1), 1, atol=1e-3)


def test_vectors_are_float32_rows_of_unit_length(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("text", "similar", "dissimilar"),
    [
        ("difference between TCP and UDP", "how do UDP and TCP differ", "recipe for lasagne"),
        (
            "How do you handle conflict in a team?",
            "Tell me about a disagreement with a colleague.",
            "Reverse a linked list in place.",
        ),
        ("speed up a slow SQL query", "my database query takes ages", "why do you want this job"),
    ],
)
def test_similar_texts_are_nearer(
    encoder: SentenceEncoder, text: str, similar: str, dissimilar: str
) -> None:
    vector, near, far = encoder.encode([text, similar, dissimilar])
    assert vector @ near > vector @ far + 0.3


def test_int8_model_is_near_the_float_reference(encoder: SentenceEncoder) -> None:
    golden: dict[str, list[float]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert len(golden) == 5
    for text, expected in golden.items():
        reference = np.array(expected, np.float32)
        cosine = encoder.encode([text])[0] @ reference / np.linalg.norm(reference)
        assert cosine >= 0.99, text


def test_vector_does_not_depend_on_neighbours(encoder: SentenceEncoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert_same_direction(together, alone)


def test_order_of_texts_is_kept(encoder: SentenceEncoder) -> None:
    forward, backward = encoder.encode(TEXTS), encoder.encode(TEXTS[::-1])
    assert_same_direction(forward, backward[::-1])


def test_more_texts_than_one_run_holds(encoder: SentenceEncoder) -> None:
    texts = [f"Explain topic number {n} in {'very ' * (n % 40)}few words." for n in range(90)]
    vectors = encoder.encode(texts)
    some = [0, 1, 39, 40, 89]
    alone = np.vstack([encoder.encode([texts[index]]) for index in some])
    assert_same_direction(vectors[some], alone)


def test_long_text_is_cut_at_the_token_limit(encoder: SentenceEncoder) -> None:
    # "word" is one token; two of the 128 are the model's own.
    kept = "word " * (MAX_TOKENS - 2)
    whole, longer, shorter = encoder.encode([kept, kept + "lasagne " * 50, kept[:100]])
    np.testing.assert_array_equal(whole, longer)
    assert not np.array_equal(whole, shorter)


def test_very_long_text_is_cut_before_the_tokenizer(encoder: SentenceEncoder) -> None:
    kept = "word " * MAX_TOKENS
    vectors = encoder.encode([kept, kept + "x" * 2_000_000])
    np.testing.assert_array_equal(vectors[0], vectors[1])


def test_space_around_a_text_does_not_count(encoder: SentenceEncoder) -> None:
    plain, padded = encoder.encode(["What is a heap?", "\n" * 9000 + "What is a heap?  \t"])
    np.testing.assert_array_equal(plain, padded)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\r\n",
        "\0",
        "a\0b",
        "👩‍💻🇩🇪",
        "\ud800",
        "x" * 5000,
        "e\u0301\u0302" * 50,
        "خوارزمية",
        "[CLS] [SEP] [PAD]",
    ],
    ids=ascii,
)
def test_strange_text_gives_a_unit_vector(encoder: SentenceEncoder, text: str) -> None:
    (vector,) = encoder.encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_case_and_accents_do_not_matter(encoder: SentenceEncoder) -> None:
    lower, upper = encoder.encode(["résumé of a database", "RESUME OF A DATABASE"])
    np.testing.assert_array_equal(lower, upper)


class ObservedEncoder(SentenceEncoder):
    """The real encoder, which also notes where it ran."""

    threads: list[threading.Thread]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.threads.append(threading.current_thread())
        return super().encode(texts)


@pytest.fixture
def observed() -> ObservedEncoder:
    loaded = ObservedEncoder.load()
    loaded.threads = []
    return loaded


def test_concurrent_embeds_agree_and_share_one_thread_off_the_loop(
    observed: ObservedEncoder,
) -> None:
    async def embed_all() -> list[NDArray[np.float32]]:
        return await asyncio.gather(*(observed.embed(text) for text in TEXTS * 4))

    vectors = np.vstack(asyncio.run(embed_all()))
    used = set(observed.threads)
    expected = np.vstack([observed.encode([text]) for text in TEXTS * 4])
    observed.close()
    np.testing.assert_array_equal(vectors, expected)
    assert len(used) == 1
    assert threading.main_thread() not in used


def test_embed_gives_one_vector(observed: ObservedEncoder) -> None:
    vector = asyncio.run(observed.embed("What is a heap?"))
    observed.close()
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32


def test_threads_may_share_an_encoder(encoder: SentenceEncoder) -> None:
    expected = encoder.encode(TEXTS)
    results: list[NDArray[np.float32]] = []
    threads = [
        threading.Thread(target=lambda: results.append(encoder.encode(TEXTS))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_closed_encoder_refuses_and_may_be_closed_again(observed: ObservedEncoder) -> None:
    asyncio.run(observed.embed("warm"))
    observed.close()
    observed.close()
    assert not observed.threads[0].is_alive()
    with pytest.raises(RuntimeError, match="shutdown"):
        asyncio.run(observed.embed("too late"))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"model\.onnx is missing; scripts/build_embed"):
        SentenceEncoder.load(tmp_path)


def test_provenance_states_this_very_model(encoder: SentenceEncoder) -> None:
    provenance = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    for name in ("model.onnx", "tokenizer.json"):
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        assert digest in provenance, name
    assert encoder.version in provenance
    assert re.search(r"Apache-2\.0", provenance)
    assert "Apache License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
