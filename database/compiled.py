"""SQLAlchemy Core statements compiled once and run on asyncpg.

Building and compiling a statement costs more than running it, so a statement is compiled when
its module is imported and only values travel afterwards.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from pgvector.sqlalchemy import Vector
from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Compiled:
    """A statement as SQL text with numbered parameters.

    Args:
        statement: A Core statement; every value is a ``bindparam`` or a literal.
    """

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.sql: str = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: Mapping[str, Any] = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self._encode = {
            name: encoder
            for name, bind in compiled.binds.items()
            if (encoder := _encoder(bind.type)) is not None
        }

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Put values into the order of the parameters.

        Raises:
            KeyError: a parameter without a value.
        """
        return [
            self._encoded(name, values[name] if name in values else self._fixed[name])
            for name in self._names
        ]

    def _encoded(self, name: str, value: Any) -> Any:
        encoder = self._encode.get(name)
        return value if encoder is None or value is None else encoder(value)

    def __repr__(self) -> str:
        return f"Compiled({self.sql!r})"


def _encoder(kind: Any) -> Any:
    if isinstance(kind, JSONB):
        return lambda value: orjson.dumps(value).decode()
    if isinstance(kind, Vector):
        # pgvector's text form; asyncpg hands it to the type's own input function.
        return lambda value: f"[{','.join(map(str, value.tolist()))}]"
    return None
