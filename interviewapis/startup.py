"""Builds everything that lives as long as the server, and takes it down again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from time import perf_counter

from agents.contracts import AnswerBrief, AnswerEvent
from agents.embedding import SentenceEncoder
from agents.interviewer import Interviewer, build_interviewer
from agents.practice.composer import Composer
from agents.practice.judging import Judge
from database.embedded import acquire
from database.engine import Database
from database.migrating import check_server, newest_revision, upgrade
from database.presence import Presence
from database.urls import plain_url
from interviewapis.accounts.administrator import ensure_administrator
from interviewapis.dependencies import Services
from interviewapis.housekeeping import keep_tidy
from interviewapis.library_loading import load_library
from interviewapis.notes import DatabaseNotes
from interviewapis.overview.service import answering
from interviewapis.progress import Tasks
from interviewapis.runs.checkpoints import keep_saving
from interviewapis.runs.orphans import keep_settling, settle_at_start
from interviewapis.runs.runner import Runner
from interviewapis.runs.runs import Runs
from interviewapis.runs.store import RunStore
from interviewapis.runs.tickets import TicketOffice
from interviewapis.security.attempts import Attempts
from interviewapis.security.passwords import Passwords
from interviewapis.security.tokens import Tokens, kept_key
from interviewapis.settings import Settings
from interviewapis.shelf import DatabaseShelf
from interviewapis.shutdown import on_stop_signal

logger = logging.getLogger(__name__)


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[Services]:
    """Start what the server needs, in order, and stop it in reverse.

    Raises:
        DatabaseError: the database can't be used; one line that says what to do.
        EmbeddedServerError: the embedded server can't be started; one line too.
        SettingRefused: the administrator that the settings name can't be made.
        LocalModelError: the local model can't be started; one line too.
        ValueError: a library entry or a model setting is broken.
    """
    async with AsyncExitStack() as stack:
        # The sentence model reads 23 MB from disk; that overlaps with PostgreSQL's start.
        loading = asyncio.create_task(asyncio.to_thread(SentenceEncoder.load))
        try:
            dsn = await _database_address(settings, stack)
            await _migrate(dsn)
        finally:
            encoder = await loading
        database = await Database.connect(dsn, size=settings.database_pool_size)
        stack.push_async_callback(database.close)
        tokens, passwords = await asyncio.to_thread(_tokens, settings), Passwords()
        await ensure_administrator(database, passwords, settings)
        await _fill_library(database, encoder)
        # Reads prompts and weights, and imports a model's client if there is one.
        interviewer = await asyncio.to_thread(
            build_interviewer, settings.model_settings, DatabaseNotes(database), encoder
        )
        stack.callback(interviewer.close)
        stack.push_async_callback(interviewer.provider.close)
        await _warm_up(interviewer)
        presence = Presence(dsn)
        store = RunStore(database, presence.number)
        runner = Runner(interviewer, store, grace=settings.run_grace_seconds)
        await presence.begin(runner.hear)
        stack.push_async_callback(presence.end)
        await settle_at_start(store)
        for work in (keep_saving(runner), keep_settling(store), keep_tidy(database)):
            stack.push_async_callback(_end, asyncio.create_task(work))
        tasks = Tasks()
        stack.push_async_callback(tasks.end)
        stack.push_async_callback(runner.drained)
        stack.callback(runner.shut_down)

        def shut_down() -> None:
            runner.shut_down()
            tasks.cancel()

        stack.enter_context(on_stop_signal(runner.refuse_new, shut_down))
        logger.info(answering(interviewer)["description"])
        yield Services(
            settings,
            database,
            interviewer,
            runner,
            Runs(runner, store),
            TicketOffice(database),
            tokens,
            passwords,
            Attempts(),
            Composer(interviewer.provider, encoder, DatabaseShelf(database)),
            Judge(interviewer.provider, encoder),
            tasks,
        )


def _tokens(settings: Settings) -> Tokens:
    given = settings.secret_key
    key = given.get_secret_value() if given else kept_key(settings.data_folder)
    return Tokens(key, settings.algorithm, timedelta(minutes=settings.access_token_expire_minutes))


async def _database_address(settings: Settings, stack: AsyncExitStack) -> str:
    if settings.database_url:
        return plain_url(settings.database_url)
    lease = await asyncio.to_thread(acquire, settings.data_folder)
    stack.push_async_callback(asyncio.to_thread, lease.release)
    facts = lease.facts
    how = "joined" if facts.joined else "made and started" if facts.initialized else "started"
    recovered = ", recovered from a crash" if facts.recovered else ""
    logger.info(
        "PostgreSQL %s %s in %.1f s%s; data in %s",
        facts.server_version,
        how,
        facts.seconds,
        recovered,
        facts.data,
    )
    return lease.dsn


async def _migrate(dsn: str) -> None:
    begun = perf_counter()
    if await check_server(dsn) == newest_revision():
        return
    await asyncio.to_thread(upgrade, dsn)
    logger.info(
        "Database migrated to revision %s in %.1f s", newest_revision(), perf_counter() - begun
    )


async def _fill_library(database: Database, encoder: SentenceEncoder) -> None:
    begun = perf_counter()
    if written := await load_library(database, encoder):
        logger.info("Library: %d entries loaded in %.1f s", written, perf_counter() - begun)


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _warm_up(interviewer: Interviewer) -> None:
    """Do the lazy set-up now, so that the first question does not pay for it."""
    question = "How would you design a URL shortening service?"
    if interviewer.provider.is_model:
        # A whole answer would cost tokens.
        await interviewer.encoder.embed(question)
    else:
        await interviewer.answer(AnswerBrief(question), _nobody_listens)


async def _nobody_listens(_: AnswerEvent) -> None: ...
