"""A chat model that says what a test tells it to, and an assistant round it: no server, no planner."""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agent.assistant import Assistant
from agent.models import ModelChoice
from agent.settings import Settings
from agent.threads import Threads
from agent.toolbox import Toolbox

CHOICE = ModelChoice("offline", "scripted", "a test's")


def calling(tool, call="c1", **arguments):
    """A message of the model's: one tool call."""
    return AIMessage("", tool_calls=[{"name": tool, "args": arguments, "id": call}])


class ScriptedModel(BaseChatModel):
    """Says the messages of a script one after the other, the last for ever; keeps what it was sent."""

    script: list[Any]
    received: list[Any]

    @property
    def _llm_type(self):
        return "scripted"

    def bind_tools(self, *_, **__):
        return self

    def _generate(self, messages, *_, **__):
        self.received.append(list(messages))
        turn = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if callable(turn):
            turn = turn(messages)
        message = AIMessage(turn) if isinstance(turn, str) else turn.model_copy(update={"id": None})
        return ChatResult(generations=[ChatGeneration(message=message)])


def assistant_of(workspace, *script, threads=None, data=None, settings=None):
    """An assistant whose model follows the script; conversations in the workspace's own SQLite file."""
    settings = settings or Settings(model="offline", currency="USD")
    threads = threads or Threads.open(workspace, settings)
    model = ScriptedModel(script=list(script), received=[])
    assistant = Assistant(Toolbox(workspace, settings, data, threads), CHOICE, model, threads)
    return assistant, model
