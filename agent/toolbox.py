"""The tools as the model sees them: the catalog and the guide, bound to one workspace and its data."""

import getpass
import inspect
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.audience_question import audience_question
from agent.brief_questions import brief_question
from agent.confirmation import Question, default_question, require_confirmation
from agent.context import ContextStore
from agent.context_use import completions, currency_note, target_notes, with_margin_share
from agent.guide_tool import GuidePassages, SearchGuide, search_guide
from agent.remember_tool import Remember, Remembered, remember, remember_question
from agent.security.files import readable_table
from agent.settings import Settings
from agent.turn_context import TurnContext, current_turn
from agent.workspace import Workspace
from tools.audience.first_party.tools import ExportAudience
from tools.brief.tools import BriefInput, DraftBrief, ExportBrief, ReviseBrief
from tools.catalog import TOOLS, Tool
from tools.data.describe import DataDescription
from tools.data.standing import standing_overrides
from tools.errors import DataError, InputError, MissingInput
from tools.result import ToolInput, ToolResult

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from agent.threads import Threads
    from knowledge import GuideIndex
    from tools.data.mapping import MappingOverrides


class Toolbox:
    """The tools of one workspace.

    The data that questions are about, and what was said of its columns, belong to the thread whose turn runs.

    Args:
        workspace: where the index lies.
        settings: which embedder, which data, which currency.
        data: a table named for this process; each thread that is used takes it up as its own.
        threads: where the data of each thread is kept.
    """

    def __init__(
        self, workspace: Workspace, settings: Settings, data: Path | None = None, threads: "Threads | None" = None
    ) -> None:
        self.workspace = workspace
        self.settings = settings
        self._named = data
        self._threads = threads
        self._said: MappingOverrides | None = None
        self._index: GuideIndex | None = None
        self.context = ContextStore(workspace, settings)
        guide = Tool("search_guide", SearchGuide, GuidePassages, lambda request: search_guide(self.index(), request))
        keep = Tool("remember", Remember, Remembered, lambda request: remember(self.context, request), "writes")
        self.tools = {t.name: self._in_the_users_day(t) for t in (guide, *TOOLS, keep)}

    def begin(self, turn: TurnContext) -> None:
        """Give the thread whose turn begins the table that was named for this process, if one was."""
        if self._named is not None and self._threads is not None:
            self._threads.attach_data(turn.thread, self._named, turn.user)

    @property
    def data(self) -> Path | None:
        """The table that questions are about: the thread's own, else the one named, else the workspace's."""
        turn = current_turn()
        own = self._threads.data_of(turn.thread, turn.user) if turn and self._threads else None
        standing = self.workspace.folder / self.settings.data if self.settings.data else None
        return own or self._named or standing

    @property
    def columns(self) -> "MappingOverrides":
        """What the columns of that table mean: as said in the thread, else as the settings say."""
        turn = current_turn()
        said = self._threads.columns_of(turn.thread, turn.user) if turn and self._threads else self._said
        return said or self.settings.columns

    def _say_columns(self, said: "MappingOverrides") -> None:
        turn = current_turn()
        if turn is None or self._threads is None:
            self._said = said
        elif self.data is not None and said != self.columns:
            self._threads.say_columns(turn.thread, said, self.data, turn.user)

    def today(self) -> date:
        """Return the day that "today" means to the user."""
        return self.context.current.today()

    def _in_the_users_day(self, spec: Tool) -> Tool:
        """Return a tool whose relative dates count from the user's day, where it has any."""
        if "today" not in inspect.signature(spec.function).parameters:
            return spec
        dated: Callable[..., ToolResult] = spec.function

        def run(request: Any) -> ToolResult:
            turn = current_turn()
            return dated(request, today=turn.today if turn else self.today())

        return replace(spec, function=run)

    def question(self, spec: Tool, request: ToolInput) -> Question:
        """Return what the user is asked before a tool writes.

        Raises:
            ToolError: when what is asked for can't be done at all.
        """
        if isinstance(request, Remember):
            return remember_question(self.context, request)
        if isinstance(request, DraftBrief | ExportBrief | ReviseBrief):
            given = self._completed(spec, request.model_dump(exclude_unset=True))
            return brief_question(type(request).model_validate(given))
        if isinstance(request, ExportAudience):
            given = self._completed(spec, request.model_dump(exclude_unset=True))
            with standing_overrides(self.columns):
                return audience_question(ExportAudience.model_validate(given))
        return default_question(spec, request)

    def index(self) -> "GuideIndex":
        """Return the retrieval index, brought up to date once."""
        if self._index is None:
            from knowledge import open_index

            folder = self.workspace.writable(self.workspace.index)
            index = open_index(folder, chroma_url=self.settings.chroma_url, embedder=self.settings.embedder)
            index.refresh()
            self._index = index
        return self._index

    def run(self, name: str, arguments: dict[str, Any]) -> ToolResult:
        """Run one tool by name.

        Raises:
            ToolError, KnowledgeError: what the tool says is wrong.
        """
        return self.run_noted(name, arguments)[0]

    def run_noted(self, name: str, arguments: dict[str, Any]) -> tuple[ToolResult, list[str]]:
        """Run one tool, and say what of the marketer's context was used and how the result stands to the targets.

        Raises:
            ToolError, KnowledgeError: what the tool says is wrong.
        """
        if name not in self.tools:
            raise InputError(f"'{name[:40]}' is not a tool", remedy=f"There are: {', '.join(self.tools)}.")
        spec, context = self.tools[name], self.context.current
        completed, notes = self._completed(spec, arguments), list[str]()
        turn = current_turn()
        if filled := with_margin_share(spec, completed, context) if name != "remember" else None:
            completed, notes = filled.arguments, filled.notes
        with standing_overrides(self.columns):
            result = spec.run(completed)
            if not getattr(result, "is_complete", True):
                for filled in completions(spec, completed, context, turn.message if turn else ""):
                    again = spec.run(filled.arguments)
                    if getattr(again, "is_complete", False):
                        result, notes = again, filled.notes
                        break
        if isinstance(result, DataDescription):
            self._say_columns(result.said)  # it holds for the questions that follow
        if isinstance(result, Remembered):
            return result, []
        note = currency_note(arguments, result, context) if "currency" in completed else None
        return result, [*notes, *([note] if note else []), *target_notes(result, context)]

    def _completed(self, spec: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
        """Add what the workspace knows and the model need not: the currency, the data."""
        fields = spec.input_model.model_fields
        added: dict[str, Any] = {}
        if "currency" in fields and not arguments.get("currency"):
            added["currency"] = self.context.current.currency or self.settings.currency
        if "data" in fields:
            added["data"] = str(self._allowed(arguments.get("data")))
        if issubclass(spec.input_model, BriefInput):
            turn = current_turn()
            who = (turn.user if turn else None) or getpass.getuser()
            added |= {"briefs": str(self.workspace.briefs), "today": self.today(), "by": who}
        if "audiences" in fields:
            added["audiences"] = str(self.workspace.audiences)
        for second in ("orders", "customers"):
            if second in fields and arguments.get(second):
                added[second] = str(self._named_table(str(arguments[second])))
        if "past_data" in fields:
            added["past_data"] = str(self.data) if self.data else None
        return arguments | added

    def _allowed(self, asked: str | None) -> Path:
        """Return the data to read: the thread's own, whatever the model names, unless it is a table of the workspace.

        Nothing under `.adroit` is named by a model: the uploads of other threads lie there.
        """
        data = self.data
        if asked and (found := readable_table(asked, folder=self.workspace.folder, named=[data] if data else [])):
            return found
        if data is None:
            raise MissingInput(
                "No data is connected, so there is nothing to explain a change in",
                remedy="Give a file: adroit chat --data ads.csv, or set data in adroit.toml.",
            )
        return data

    def _named_table(self, asked: str) -> Path:
        """Return a second table that a question names: one of the workspace, or one given in the conversation.

        Raises:
            DataError: when it is neither.
        """
        data = self.data
        found = readable_table(asked, folder=self.workspace.folder, named=[data] if data else [])
        if found is None:
            raise DataError("There is no such table in the workspace", where=asked[:80], remedy="Put the file there.")
        return found

    def langchain_tools(self) -> "list[BaseTool]":
        """Return the tools for a LangChain agent: text for the model, the typed result beside it."""
        return [self._bound(t) for t in self.tools.values()]

    def _bound(self, spec: Tool) -> "BaseTool":
        from langchain_core.tools import StructuredTool

        return StructuredTool.from_function(
            func=self._runner(spec.name),
            name=spec.name,
            description=spec.purpose,
            args_schema=_model_schema(spec),
            response_format="content_and_artifact",
            infer_schema=False,
        )

    def _runner(self, name: str) -> Callable[..., tuple[str, dict[str, Any]]]:
        def run(**arguments: Any) -> tuple[str, dict[str, Any]]:
            require_confirmation(self.tools[name])
            result, notes = self.run_noted(name, arguments)
            text = "\n\n".join([result.render(), *notes])
            return text, {"tool": name, "result": result.model_dump(mode="json"), "notes": notes}

        return run


RESULTS: dict[str, type[ToolResult]] = {
    "search_guide": GuidePassages,
    "remember": Remembered,
    **{t.name: t.output_model for t in TOOLS},
}


def notes_of(artifact: dict[str, Any]) -> list[str]:
    """Return what was said beside the result that a tool message carries."""
    return [str(note) for note in artifact.get("notes", [])]


def result_of(artifact: dict[str, Any]) -> ToolResult:
    """Return the typed result that a tool message carries."""
    return RESULTS[artifact["tool"]].model_validate(artifact["result"])


@cache
def _full_schema(model: type[ToolInput]) -> dict[str, Any]:
    return model.model_json_schema()


_FILLED_IN = ("data", "past_data", "audiences", "briefs", "today", "by")


def _model_schema(spec: Tool) -> dict[str, Any]:
    """Return the JSON schema for the model, without what the workspace fills in itself."""
    schema = deepcopy(_full_schema(spec.input_model))
    schema.pop("description", None)
    for name in _FILLED_IN:
        schema["properties"].pop(name, None)
        if name in schema.get("required", []):
            schema["required"].remove(name)
    return schema
