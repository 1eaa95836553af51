"""`adroit demo`: real questions on sample data, without a key and without the network."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

STRATEGY = (
    "What is the difference between performance marketing and brand marketing?",
    "What are the seven phases of a campaign?",
    "Is SEO a performance channel?",
)
FIGURES = (
    "We spent $5,000 and got 125 sales; what is our CPA, and what CTR do we need to reach $30 at a $12 CPM and 3% "
    "conversion?"
)
WHY = "Why did CPA rise last week?"
NEXT = """- Talk with it: `adroit chat`
- Use your own file: `adroit why cpa --data ads.csv`, or `adroit init`, then `data = "..."` in adroit.toml
- Connect a model: set `OPENAI_API_KEY`, or in adroit.toml `model = "openai-compatible:NAME"` and `base_url`
- See what is set and what is missing: `adroit doctor`"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the demo's workspace is made.", metavar="FOLDER")
    ] = Path("demo"),
) -> None:
    """Answer real questions on bundled sample data: the guide, the calculator, and why a KPI changed.

    Example:

      adroit demo
    """
    from agent.assistant import Assistant
    from agent.channels.answers import show_answer
    from agent.channels.terminal import heading, note, show_markdown
    from agent.commands.charted import save_charts
    from agent.commands.setup import TEMPLATE, write_atomically
    from agent.settings import Settings
    from agent.workspace import Workspace
    from tools.data.samples import sample_path

    workspace = Workspace(folder.absolute(), is_configured=True)
    workspace.writable(workspace.folder / "data")
    data = workspace.folder / "data" / sample_path().name
    if not data.exists():
        shutil.copyfile(sample_path(), data)
    if not workspace.config.exists():
        text = TEMPLATE.replace('# data = "data/ads.csv"', f'data = "data/{data.name}"')
        write_atomically(workspace.config, text.replace('# currency = "USD"', 'currency = "USD"'))
    settings = Settings(model="offline", data=f"data/{data.name}", currency="USD")
    assistant = Assistant.open(workspace, settings)
    state = assistant.toolbox.index().state()
    note(f"No key, no network. The guide is indexed: {state.chunks} passages.")
    for number, question in enumerate((*STRATEGY, FIGURES, WHY), start=1):
        heading(f"{number}. {question}")
        answer = assistant.ask(question, thread=f"demo-{number}")
        show_answer(answer)
        if answer.charts:
            for path in save_charts(answer.charts, workspace.writable(workspace.charts)):
                print(f"Saved: {_seen_from_here(path)}")
    heading("Where to go next")
    show_markdown(NEXT)


def _seen_from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
