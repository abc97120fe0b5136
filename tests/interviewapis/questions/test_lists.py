"""Lists of questions: what is in them, in which order, and on which page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.interviewapis.questions.bank import Bank

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDERS = ("asc", "desc")
LONG_AGO = datetime(2020, 2, 29, 23, 59, 59, 123456, UTC)
DIFFICULTIES = ("easy", "medium", "hard", "expert")
SORTS: dict[str, Callable[[Any], Any]] = {
    "created_at": lambda shown: datetime.fromisoformat(shown["created_at"]),
    "times_asked": lambda shown: shown["times_asked"],
    "times_practiced": lambda shown: shown["times_practiced"],
    "average_rating": lambda shown: shown["average_rating"] or 0,
    "question_difficulty": lambda shown: DIFFICULTIES.index(shown["question_difficulty"]),
}


async def fill(bank: Bank, many: int = 24) -> None:
    """Write questions whose values occur several times, and meet entries of the library."""
    for number in range(many):
        await bank.write(
            question_difficulty=DIFFICULTIES[number * 7 % 4],
            question_category=("coding", "technical", "behavioral")[number % 3],
            times_asked=number % 5,
            times_practiced=number * 3 % 4,
            average_rating=None if number % 4 == 0 else (number % 3) + 1 / (number % 2 + 3),
            created_at=LONG_AGO + timedelta(days=number // 3),
            tags=["even"] if number % 2 == 0 else ["odd", "tag"],
        )
    for number, entry in enumerate((await bank.entries())[:8]):
        await bank.use(
            entry,
            times_asked=number % 5,
            times_practiced=number % 4,
            average_rating=None if number % 4 == 0 else number / 3,
        )


def in_order(questions: list[Any], sort_by: str, order: str) -> list[Any]:
    """A sorted copy."""
    return sorted(
        questions,
        key=lambda shown: (SORTS[sort_by](shown), shown["question_id"]),
        reverse=order == "desc",
    )


async def everything(bank: Bank, query: str = "?limit=100") -> list[Any]:
    """What all pages of a list show, each once."""
    shown = [each for page in await bank.pages(query) for each in page]
    assert len({each["question_id"] for each in shown}) == len(shown)
    return shown


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sort_by", SORTS)
async def test_a_list_is_in_the_order_that_is_asked_for(
    bank: Bank, sort_by: str, order: str
) -> None:
    """Equal values by id, on every page, by cursor and by number."""
    await fill(bank)
    all_of_them = await everything(bank)
    assert len(all_of_them) == 24 + len(await bank.entries())
    expected = in_order(all_of_them, sort_by, order)
    query = f"?sort_by={sort_by}&order={order}"
    pages = await bank.pages(f"{query}&limit=60")
    assert [each for page in pages for each in page] == expected
    assert [len(page) for page in pages[:-1]] == [60] * (len(pages) - 1)
    own = [shown for shown in expected if not shown["is_library"]]
    assert await everything(bank, f"{query}&scope=own&limit=7") == own
    for skip in (0, 20, 43):
        page = await bank.get(f"{query}&limit=21&skip={skip}")
        assert page["data"] == expected[skip : skip + 21]
    for part in ("difficulty=hard", "search=slow query"):
        filtered = await bank.pages(f"{query}&{part}&limit=30")
        ids = {shown["question_id"] for page in filtered for shown in page}
        assert [shown for page in filtered for shown in page] == [
            shown for shown in expected if shown["question_id"] in ids
        ]


async def test_the_latest_come_first_unless_something_else_is_said(bank: Bank) -> None:
    first, second = await bank.add(), await bank.add()
    page = await bank.get()
    assert page["data"][:2] == [second, first]
    assert (page["skip"], page["limit"], len(page["data"])) == (0, 20, 20)
    assert page["total"] == 2 + len(await bank.entries())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sort_by", SORTS)
async def test_pages_by_cursor_stay_whole_while_questions_come_and_go(
    bank: Bank, sort_by: str, order: str
) -> None:
    await fill(bank, 12)
    query = f"?scope=own&limit=3&sort_by={sort_by}&order={order}"
    there = await bank.ids(query.replace("limit=3", "limit=100"))
    read: list[int] = []
    page = await bank.get(query)
    for number in range(20):
        read += [shown["question_id"] for shown in page["data"]]
        if page["next_cursor"] is None:
            break
        # One before the page, one behind it, one with the same value as its last row; and that
        # row itself goes.
        last = page["data"][-1]
        await bank.write(times_asked=number, created_at=LONG_AGO - timedelta(days=number))
        await bank.write(average_rating=9.5, question_difficulty="expert", times_practiced=9)
        await bank.fetch(
            "INSERT INTO questions (owner_id, question_text, question_category, created_at, "
            "question_difficulty, times_asked, times_practiced, average_rating) "
            "SELECT owner_id, question_text, question_category, created_at, question_difficulty, "
            "times_asked, times_practiced, average_rating FROM questions WHERE question_id = $1",
            last["question_id"],
        )
        await bank.delete(last["question_id"])
        page = await bank.get(f"{query}&cursor={page['next_cursor']}")
        assert page["total"] == 12  # as on the first page
    assert len(set(read)) == len(read)
    assert [question_id for question_id in read if question_id in there] == there


async def test_no_cursor_follows_the_last_page(bank: Bank) -> None:
    for _ in range(4):
        await bank.add()
    for limit, sizes in ((1, [1] * 4), (2, [2, 2]), (3, [3, 1]), (4, [4]), (5, [4])):
        pages = await bank.pages(f"?scope=own&limit={limit}")
        assert [len(page) for page in pages] == sizes
    assert (await bank.get("?scope=own&skip=4"))["next_cursor"] is None
    after = await bank.get("?scope=own&skip=99")
    assert (after["total"], after["skip"], after["data"]) == (4, 99, [])


async def test_headers_tell_of_other_pages(bank: Bank) -> None:
    for _ in range(5):
        await bank.add(tags=["a b", "c"])
    path = "?scope=own&limit=2&tags=a%20b&tags=c"
    links = "; ".join(["<{}>", 'rel="{}"']).format
    response = await bank.send("GET", f"{path}&skip=2")
    assert response.headers["x-total-count"] == "5"
    base = "/api/questions?scope=own&limit=2&tags=a+b&tags=c&skip="
    assert response.headers["link"] == ", ".join(
        links(base + skip, name)
        for skip, name in (("0", "first"), ("0", "prev"), ("4", "next"), ("4", "last"))
    )
    cursor = (await bank.get(path))["next_cursor"]
    response = await bank.send("GET", f"{path}&cursor={cursor}")
    assert response.headers["x-total-count"] == "5"
    (link,) = response.headers["link"].split(", ")
    following = link.removesuffix('>; rel="next"').removeprefix("</api/questions")
    assert await bank.ids(following) == (await bank.ids("?scope=own&order=asc"))[:1]
    assert "link" not in (await bank.send("GET", following)).headers


async def test_a_cursor_goes_on_where_a_page_by_number_ended(bank: Bank) -> None:
    for _ in range(5):
        await bank.add()
    page = await bank.get("?scope=own&skip=1&limit=2")
    ids = await bank.ids("?scope=own")
    assert await bank.ids(f"?scope=own&cursor={page['next_cursor']}") == ids[3:]


# Filters


async def test_scopes(bank: Bank) -> None:
    own = await bank.add()
    entries = await bank.entries()
    assert await bank.ids("?scope=own") == [own["question_id"]]
    for scope, ids in (("library", entries), ("all", [own["question_id"], *entries])):
        shown = await everything(bank, f"?scope={scope}&limit=100")
        assert sorted(each["question_id"] for each in shown) == ids
        assert (await bank.get(f"?scope={scope}"))["total"] == len(ids)


@pytest.mark.parametrize("scope", ["own", "library", "all"])
async def test_category_and_difficulty(bank: Bank, scope: str) -> None:
    await fill(bank)
    everyone = await everything(bank, f"?scope={scope}&limit=100")
    for category in ("coding", "technical", "product", "brainteaser"):
        for difficulty in (None, "easy", "expert"):
            expected = {
                shown["question_id"]
                for shown in everyone
                if shown["question_category"] == category
                and difficulty in (None, shown["question_difficulty"])
            }
            more = f"&difficulty={difficulty}" if difficulty else ""
            query = f"?scope={scope}&limit=100&category={category}{more}"
            assert {shown["question_id"] for shown in await everything(bank, query)} == expected
            assert (await bank.get(query))["total"] == len(expected)
    hard = await bank.get(f"?scope={scope}&difficulty=hard&limit=1")
    assert hard["total"] == sum(each["question_difficulty"] == "hard" for each in everyone)


async def test_the_path_of_a_category_is_the_same_as_its_filter(bank: Bank) -> None:
    await fill(bank)
    for category in ("coding", "behavioral", "other"):
        for more in ("", "&difficulty=hard", "&skip=3&limit=4", "&order=asc"):
            query = f"?limit=30{more}".replace("?limit=30&skip", "?skip")
            path = f"/category/{category}{query}"
            assert await bank.get(path) == await bank.get(f"{query}&category={category}")
    pages = await bank.pages("/category/coding?limit=50")
    assert len(pages) > 1
    assert [each for page in pages for each in page] == await everything(
        bank, "?category=coding&limit=100"
    )


async def test_all_tags_must_be_there(bank: Bank) -> None:
    both = (await bank.add(tags=["x, {y}", '"z"']))["question_id"]
    one = (await bank.add(tags=["x, {y}"]))["question_id"]
    tag = "tags=x%2C%20%7By%7D"
    assert await bank.ids(f"?{tag}") == [one, both]
    assert await bank.ids(f"?{tag}&tags=%22z%22") == [both]
    assert await bank.ids(f"?{tag}&{tag}") == [one, both]
    assert await bank.ids(f"?{tag}&tags=Z") == []
    entry = await bank.get((await bank.entries())[0])
    assert entry["question_id"] in await bank.ids(f"?limit=100&tags={entry['tags'][0]}")


async def test_all_skills_must_be_tested(bank: Bank) -> None:
    sql, python = await bank.skill("SQL"), await bank.skill("Python")
    both = (await bank.add(skills=[{"skill_id": sql}, {"skill_id": python}]))["question_id"]
    one = (await bank.add(skills=[{"skill_id": sql}]))["question_id"]
    await bank.add()
    theirs = await bank.write(owner_id=await bank.somebody_else())
    await bank.insert("question_skills", question_id=theirs, skill_id=sql)
    assert await bank.ids(f"?skill_id={sql}") == [one, both]
    assert await bank.ids(f"?skill_id={sql}&skill_id={sql}") == [one, both]
    assert await bank.ids(f"?skill_id={python}&skill_id={sql}") == [both]
    assert await bank.ids("?skill_id=2147483647") == []
    assert await bank.ids(f"?skill_id={sql}&scope=library") == []
    assert await bank.ids(f"?skill_id={sql}&limit=1&order=asc&sort_by=times_asked") == [both]
    pages = await bank.pages(f"?skill_id={sql}&limit=1")
    assert [shown["question_id"] for page in pages for shown in page] == [one, both]


async def test_filters_go_together(bank: Bank) -> None:
    sql = await bank.skill("SQL")
    fitting = {
        "question_category": "coding",
        "question_difficulty": "hard",
        "tags": ["a", "b"],
        "question_context": "Zebras 100%",
        "skills": [{"skill_id": sql}],
    }
    wanted = (await bank.add(**fitting))["question_id"]
    for other in (
        {"question_category": "technical"},
        {"question_difficulty": "easy"},
        {"tags": ["a"]},
        {"question_context": "Zebras 100"},
        {"skills": []},
    ):
        await bank.add(**fitting | other)
    query = f"?category=coding&difficulty=hard&tags=a&tags=b&search=ZEBRAS%20100%25&skill_id={sql}"
    for more in ("", "&scope=own", "&sort_by=average_rating", "&order=asc"):
        page = await bank.get(query + more)
        assert [shown["question_id"] for shown in page["data"]] == [wanted]
        assert page["total"] == 1
    await bank.delete(wanted)
    assert await bank.ids(query) == []
    assert await bank.ids(f"{query}&is_active=false") == [wanted]


@pytest.mark.parametrize("path", ["", "/category/technical"])
async def test_in_brief_it_is_the_same_list_without_the_long_texts(bank: Bank, path: str) -> None:
    """What is left is as it is in whole; a cursor of the one leads on in the other."""
    await bank.add(question_context="A long story", tags=["own"], skill_names=["SQL"])
    whole = (await bank.send("GET", f"{path}?limit=5")).json()
    brief = (await bank.send("GET", f"{path}?limit=5&brief=true")).json()
    assert (brief["total"], brief["next_cursor"]) == (whole["total"], whole["next_cursor"])
    assert [{name: each[name] for name in brief["data"][0]} for each in whole["data"]] == brief[
        "data"
    ]
    left_out = whole["data"][0].keys() - brief["data"][0].keys()
    assert {"answer_markdown_content", "question_context", "key_points", "skills"} <= left_out
    cursor = whole["next_cursor"]
    on = (await bank.send("GET", f"{path}?limit=5&brief=true&cursor={cursor}")).json()
    assert len(on["data"]) == 5
    assert on["data"][0].keys() == brief["data"][0].keys()


@pytest.mark.parametrize("path", ["", "/category/technical"])
async def test_a_page_beyond_every_number_is_empty(bank: Bank, path: str) -> None:
    """What is left out and what is shown are more together than PostgreSQL counts in integers."""
    page = (await bank.send("GET", f"{path}?skip={2**31 - 1}&limit=100")).json()
    assert (page["data"], page["next_cursor"]) == ([], None)
    assert page["total"] > 0
