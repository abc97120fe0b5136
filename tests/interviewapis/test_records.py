"""What a violated constraint is told as."""

from functools import partial

import pytest

from database.errors import ConstraintViolated
from interviewapis.errors import Conflict, NotFound
from interviewapis.records import Problems, told

PROBLEMS: Problems = {"interviews_role_id_fkey": partial(NotFound, "Role not found")}


@pytest.mark.parametrize("constraint", ["interviews_role_id_fkey", "unheard_of"])
def test_a_problem_is_made_anew_each_time(constraint: str) -> None:
    """One that is raised again would keep the frames, and so the bodies, of earlier requests."""
    violated = ConstraintViolated(constraint)
    assert told(violated, PROBLEMS) is not told(violated, PROBLEMS)


def test_an_unknown_constraint_is_a_conflict() -> None:
    assert isinstance(told(ConstraintViolated("unheard_of"), PROBLEMS), Conflict)
