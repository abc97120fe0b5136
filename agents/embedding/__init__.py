"""The sentence model: text in, unit vectors of 384 numbers out."""

from agents.embedding.encoder import DIMENSIONS, MAX_TOKENS, SentenceEncoder

__all__ = ["DIMENSIONS", "MAX_TOKENS", "SentenceEncoder"]
