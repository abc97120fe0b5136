"""PostgreSQL for a machine that has none: started when needed, stopped with its last user."""

from database.embedded.errors import EmbeddedServerError
from database.embedded.lease import Facts, Lease, acquire

__all__ = ["EmbeddedServerError", "Facts", "Lease", "acquire"]
