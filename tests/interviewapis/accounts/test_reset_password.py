"""The command that sets somebody's password, with what is typed and what it says."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from argon2 import PasswordHasher
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, for all that

from interviewapis.accounts import reset_password
from interviewapis.accounts.reset_password import main
from tests.interviewapis.accounts.people import PASSWORD, password_hash

EMAIL, NEW = "ada@example.com", "Another-Pass-456"


@pytest.fixture
def kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cursor]:
    """A cursor on a database with an account that is signed in; the settings name it."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH ada AS (INSERT INTO users (username, email, password_hash) "
            "VALUES ('ada', %s, %s) RETURNING user_id) "
            "INSERT INTO sign_ins (sign_in_id, owner_id, expires_at, password_version) "
            "SELECT user_id, user_id, now() + interval '1 hour', 1 FROM ada",
            (EMAIL, password_hash()),
        )
        yield cursor
    connection.close()


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have these typed at the prompts."""
    typed = iter(lines)

    def read(prompt: str) -> str:
        assert prompt in ("New password: ", "Again: ")
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(reset_password, "getpass", read)


def is_password(cursor: Cursor, password: str) -> bool:
    """Whether it is the account's."""
    cursor.execute("SELECT password_hash FROM users WHERE email = %s", (EMAIL,))
    ((found,),) = cursor.fetchall()
    try:
        return PasswordHasher().verify(found, password)
    except Exception:
        return False


def sign_ins(cursor: Cursor) -> int:
    """How many there are."""
    cursor.execute("SELECT count(*) FROM sign_ins")
    ((count,),) = cursor.fetchall()
    return int(count)


@pytest.mark.parametrize("email", [EMAIL, "ADA@Example.com"])
def test_what_is_typed_twice_is_the_password(
    kept: Cursor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    email: str,
) -> None:
    type_in(monkeypatch, NEW, NEW)
    main([email])
    assert is_password(kept, NEW)
    assert sign_ins(kept) == 0
    written = capsys.readouterr()
    assert "The password is set" in written.out
    assert NEW not in written.out + written.err


def test_a_password_is_made_and_shown(kept: Cursor, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--make", EMAIL])
    first, second = capsys.readouterr().out.splitlines()
    assert is_password(kept, first.removeprefix("New password: "))
    assert "have ended" in second
    assert sign_ins(kept) == 0


@pytest.mark.parametrize(
    ("email", "typed", "told"),
    [
        ("nobody@example.com", [], "Nobody has signed up with 'nobody@example.com'."),
        ("a\x1b[31m\ud800", [], "Nobody has signed up with "),
        ("%", [], "Nobody has signed up with '%'."),
        (EMAIL, [NEW, NEW + "x"], "These were two different passwords."),
        (EMAIL, ["Sh0rt", "Sh0rt"], "It must have 8 to 128 characters."),
        (EMAIL, ["no-capital-1", "no-capital-1"], "It must have at least one uppercase letter."),
        (EMAIL, [], "No password was given."),
        (EMAIL, [NEW], "No password was given."),
    ],
)
def test_what_can_not_be_done_is_told_in_one_line_and_changes_nothing(
    kept: Cursor,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
    typed: list[str],
    told: str,
) -> None:
    type_in(monkeypatch, *typed)
    with pytest.raises(SystemExit) as ended:
        main([email])
    line = str(ended.value.code)
    assert line.startswith(told)
    assert line.endswith("Nothing was changed.")
    assert "\n" not in line
    assert line.isascii()
    assert is_password(kept, PASSWORD)
    assert sign_ins(kept) == 1


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:canary@127.0.0.1:1/interviews")
    with pytest.raises(SystemExit, match="no PostgreSQL answers there") as ended:
        main([EMAIL])
    assert "canary" not in str(ended.value)


def test_without_any_database_none_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path / "var"))
    with pytest.raises(SystemExit, match=r"^There is no database in "):
        main([EMAIL])
    assert not (tmp_path / "var").exists()


def test_a_database_of_another_version_is_told(kept: Cursor) -> None:
    kept.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(SystemExit, match="of another version"):
        main(["--make", EMAIL])
    assert is_password(kept, PASSWORD)
