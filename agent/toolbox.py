"""The tools as the model sees them: the catalog and the guide, bound to one workspace and its data."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.guide_tool import GuidePassages, SearchGuide, search_guide
from agent.security.files import readable_table
from agent.settings import Settings
from agent.workspace import Workspace
from tools.catalog import TOOLS, Tool
from tools.data.describe import DataDescription
from tools.data.standing import standing_overrides
from tools.errors import InputError, MissingInput
from tools.result import ToolResult

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from knowledge import GuideIndex


class Toolbox:
    """The tools of one workspace.

    Args:
        workspace: where the index lies.
        settings: which embedder, which data, which currency.
        data: the table that questions are about; `settings.data` when None.
    """

    def __init__(self, workspace: Workspace, settings: Settings, data: Path | None = None) -> None:
        self.workspace = workspace
        self.settings = settings
        self.data = data or (workspace.folder / settings.data if settings.data else None)
        self.columns = settings.columns
        self._index: GuideIndex | None = None
        guide = Tool("search_guide", SearchGuide, GuidePassages, lambda request: search_guide(self.index(), request))
        self.tools = {t.name: t for t in (guide, *TOOLS)}

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
        if name not in self.tools:
            raise InputError(f"'{name[:40]}' is not a tool", remedy=f"There are: {', '.join(self.tools)}.")
        with standing_overrides(self.columns):
            result = self.tools[name].run(self._completed(self.tools[name], arguments))
        if isinstance(result, DataDescription):
            self.columns = result.said  # what was said about the columns holds for the questions that follow
        return result

    def _completed(self, spec: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
        """Add what the workspace knows and the model need not: the currency, the data."""
        fields = spec.input_model.model_fields
        added: dict[str, Any] = {}
        if "currency" in fields and not arguments.get("currency"):
            added["currency"] = self.settings.currency
        if "data" in fields:
            added["data"] = str(self._allowed(arguments.get("data")))
        return arguments | added

    def _allowed(self, asked: str | None) -> Path:
        """Return the data to read: the thread's own, whatever the model names, unless it lies in the workspace."""
        named = [self.data] if self.data else []
        if asked and (found := readable_table(asked, folder=self.workspace.folder, named=named)):
            return found
        if self.data is None:
            raise MissingInput(
                "No data is connected, so there is nothing to explain a change in",
                remedy="Give a file: adroit chat --data ads.csv, or set data in adroit.toml.",
            )
        return self.data

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
            result = self.run(name, arguments)
            return result.render(), {"tool": name, "result": result.model_dump(mode="json")}

        return run


RESULTS: dict[str, type[ToolResult]] = {"search_guide": GuidePassages} | {t.name: t.output_model for t in TOOLS}


def result_of(artifact: dict[str, Any]) -> ToolResult:
    """Return the typed result that a tool message carries."""
    return RESULTS[artifact["tool"]].model_validate(artifact["result"])


def _model_schema(spec: Tool) -> dict[str, Any]:
    """Return the JSON schema for the model, without what the workspace fills in itself."""
    schema = spec.input_model.model_json_schema()
    schema.pop("description", None)
    schema["properties"].pop("data", None)
    if "data" in schema.get("required", []):
        schema["required"].remove("data")
    return schema
