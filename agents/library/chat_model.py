"""The library behind LangChain's chat model interface, so that one graph serves both."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from agents.library.composing import compose
from agents.prompting import BriefMessage


class LibraryChatModel(BaseChatModel):
    """Answers from curated entries. No language model: deterministic, offline, free.

    It reads the last message, which must be a ``BriefMessage`` with what was found for the
    question, and streams the composed answer block by block.
    """

    model_name: str = "interview-library"

    @property
    def _llm_type(self) -> str:
        return "library"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = AIMessage("".join(self._blocks(messages)))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for block in self._blocks(messages):
            yield ChatGenerationChunk(message=AIMessageChunk(content=block))
        yield ChatGenerationChunk(
            message=AIMessageChunk(content=""),
            generation_info={"finish_reason": "stop", "model_name": self.model_name},
        )

    @staticmethod
    def _blocks(messages: list[BaseMessage]) -> Iterator[str]:
        message = messages[-1]
        if not isinstance(message, BriefMessage):
            raise TypeError("the library answers briefs; the last message is none")
        return compose(
            message.specialist, message.brief, message.grounding, in_scope=message.in_scope
        )
