"""`adroit guide` and `adroit tools`: what the assistant stands on."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import JsonFlag, print_json

if TYPE_CHECKING:
    from knowledge import Chapter
    from tools.result import ToolInput, ToolResult


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("guide")(guide)
    app.command("tools")(tools)


def guide(
    name: Annotated[str | None, typer.Argument(help="A chapter: its name or number. All are listed without.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Read the performance-marketing guide.

    Examples:

      adroit guide

      adroit guide kpis
    """
    from agent.channels.terminal import show_markdown
    from knowledge.chapters import chapter, chapters

    if name is not None:
        found = chapter(name)
        if as_json:
            print_json(_summary(found) | {"text": found.text})
        else:
            show_markdown(f"# {found.title}\n\n*{found.summary}*\n\n{found.text}")
        return
    if as_json:
        print_json([_summary(c) for c in chapters()])
    else:
        rows = [f"| {c.number or ''} | {c.slug} | {c.summary} |" for c in chapters()]
        show_markdown("\n".join(["| | Chapter | What it answers |", "|---|---|---|", *rows]))


def _summary(chapter: "Chapter") -> dict[str, Any]:
    return {"number": chapter.number, "name": chapter.slug, "title": chapter.title, "summary": chapter.summary}


def tools(as_json: JsonFlag = False) -> None:
    """List the tools that the assistant calls, with their inputs.

    Examples:

      adroit tools

      adroit tools --json      with full JSON schemas
    """
    from agent.channels.terminal import show_markdown
    from agent.guide_tool import GuidePassages, SearchGuide
    from tools.catalog import TOOLS

    listed: list[tuple[str, type[ToolInput], type[ToolResult]]] = [("search_guide", SearchGuide, GuidePassages)]
    listed += [(t.name, t.input_model, t.output_model) for t in TOOLS]
    if as_json:
        print_json(
            [
                {"name": name, "input": takes.model_json_schema(), "output": gives.model_json_schema()}
                for name, takes, gives in listed
            ]
        )
        return
    lines = []
    for name, takes, _ in listed:
        fields = [
            f"- `{field}`{'' if spec.is_required() else ' (optional)'}: {spec.description}"
            for field, spec in takes.model_fields.items()
        ]
        purpose = " ".join((takes.__doc__ or "").split())
        lines += [f"## {name}", "", purpose, "", *fields, ""]
    show_markdown("\n".join(lines))
