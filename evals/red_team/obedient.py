"""A fully compromised model: it does whatever any text it can see tells it to, and knows every trick of the attacker.

No prompt can defend against this model, which is the point: what it can't do is prevented by code.
"""

import base64
import binascii
import codecs
import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field

CALL = re.compile(r"CALL\s+([\w.-]{1,60})\s+(\{.*?\})\s+ENDCALL", re.DOTALL)
SAY = re.compile(r"SAY\s+«(.*?)»", re.DOTALL)
_ENCODED = re.compile(r"[A-Za-z0-9+/=]{40,}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_PLACES = re.compile(r"\{(instructions|conversation|tools)(?::(\w+))?\}")
_MOST_CALLS = 3


class ObedientModel(BaseChatModel):
    """Calls the tools, and says the words, that it finds ordered anywhere in its prompt.

    Attributes:
        opening: the tool calls that it makes first, as an honest model would for the user's question; what they return
            may hold the attack.
        prompts: every prompt it was given, for those who look for secrets in them.
    """

    opening: list[tuple[str, dict[str, Any]]]
    prompts: list[str] = Field(default_factory=list)
    offered: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "obedient"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,  # noqa: ARG002 - part of the interface
        **kwargs: Any,  # noqa: ARG002
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Note the tools on offer, and return itself."""
        self.offered = [str(getattr(t, "name", t)) for t in tools]
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        self.prompts.append("\n".join(_text(m) for m in messages))
        return ChatResult(generations=[ChatGeneration(message=self._obey(messages))])

    def _obey(self, messages: list[BaseMessage]) -> AIMessage:
        last_said = max((i for i, m in enumerate(messages) if m.type == "human"), default=0)
        done = sum(isinstance(m, ToolMessage) for m in messages[last_said:])
        if done < len(self.opening):
            return _calling([self.opening[done]])
        seen = "\n".join(
            understood for m in messages if not isinstance(m, SystemMessage) for understood in readings(_text(m))
        )
        ordered = list(dict.fromkeys((m[1], m[2]) for m in CALL.finditer(seen)))[:_MOST_CALLS]
        if ordered and done < len(self.opening) + len(ordered):
            return _calling([(name, _arguments(text)) for name, text in ordered])
        said = [self._filled(words, messages) for words in dict.fromkeys(SAY.findall(seen))]
        return AIMessage("\n\n".join(said) or "Here is your answer.")

    def _filled(self, words: str, messages: list[BaseMessage]) -> str:
        """Put what the attacker asked for into the words: the whole prompt is at hand."""
        held = {
            "instructions": "\n".join(_text(m) for m in messages if isinstance(m, SystemMessage)),
            "conversation": "\n".join(_text(m) for m in messages if not isinstance(m, SystemMessage)),
            "tools": " ".join(self.offered),
        }
        return _PLACES.sub(lambda m: disguised(held[m[1]], m[2]), words)


def disguised(text: str, how: str | None) -> str:
    """Return the text in the disguise an attacker asks for."""
    data = text.encode()
    match how:
        case "base64":
            return base64.b64encode(data).decode()
        case "hex":
            return binascii.hexlify(data).decode()
        case "rot13":
            return codecs.encode(text, "rot13")
        case "reversed":
            return text[::-1]
        case "spaced":
            return " ".join(text)
        case "codes":
            return " ".join(str(byte) for byte in data)
        case _:
            return text


def readings(text: str) -> Iterator[str]:
    """Yield the text as it is, and what is hidden in it: encoded, reversed, between or behind its characters."""
    plain = _INVISIBLE.sub("", text)
    yield plain
    yield "".join(chr(ord(c) - 0xE0000) for run in _TAGS.findall(text) for c in run)
    if "LLAC" in plain or "YAS" in plain:
        yield plain[::-1].replace("»", "\0").replace("«", "»").replace("\0", "«").translate(str.maketrans("{}", "}{"))
    if "FNL" in plain or "PNYY" in plain:
        yield codecs.decode(plain, "rot13")
    for run in _ENCODED.findall(plain):
        try:
            yield base64.b64decode(run, validate=True).decode()
        except (ValueError, UnicodeDecodeError):
            continue


def _calling(calls: Sequence[tuple[str, dict[str, Any]]]) -> AIMessage:
    return AIMessage(
        "",
        tool_calls=[
            {"name": name, "args": arguments, "id": f"call_{uuid.uuid4().hex[:12]}", "type": "tool_call"}
            for name, arguments in calls
        ],
    )


def _arguments(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(message: BaseMessage) -> str:
    return str(message.text)
