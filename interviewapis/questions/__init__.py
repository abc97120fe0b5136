"""The question bank: one's own questions and the library, and a specialist's answers to them."""
