"""`adroit eval`: scores the assistant on suites of cases."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command; found by the entry point `adroit.commands`, as the product never imports its evaluation."""
    app.command("eval")(evaluate)


def evaluate(
    names: Annotated[list[str] | None, typer.Argument(help="Suites; all without any.", metavar="[SUITE]...")] = None,
    model: Annotated[str | None, typer.Option(help="offline, openai:NAME or openai-compatible:NAME.")] = None,
    epochs: Annotated[int, typer.Option(min=1, help="How often each case is run.")] = 1,
    most: Annotated[int | None, typer.Option("--limit", min=1, help="Cases a suite.")] = None,
    held_back: Annotated[bool, typer.Option("--held-back", help="Only the held-back cases.")] = False,
    other: Annotated[Path | None, typer.Option("--compare", help="Another run's folder.")] = None,
    out: Annotated[Path, typer.Option(help="Where the run is kept.")] = Path("evals-runs/latest"),
    worst: Annotated[int, typer.Option(min=0, help="Wrong cases shown for each suite.")] = 3,
    listing: Annotated[bool, typer.Option("--list", help="List the suites.")] = False,
) -> None:
    """Score answers, tools and retrieval, offline by default.

    Examples:
      adroit eval kpi retrieval

      adroit eval tools --model openai:gpt-5-mini --epochs 4 --compare evals-runs/offline
    """
    from agent.channels.terminal import show_markdown
    from agent.settings import Settings
    from evals.report.files import read_run, write_run
    from evals.report.summary import summarise
    from evals.report.tables import as_markdown
    from evals.run import evaluate as evaluated
    from evals.subject import subject
    from evals.suites import suites

    chosen = [s.part("held-back" if held_back else None) for s in suites(names or ())]
    if listing:
        lines = [f"- **{s.name}** (set {s.version}, {len(s.cases)} cases): {s.about}" for s in chosen]
        show_markdown("\n".join(lines))
        return
    before = read_run(other) if other else None
    with subject(Settings(model=model) if model else None) as opened:
        run = evaluated(chosen, opened, epochs=epochs, log_folder=out / "logs", most=most)
    kept = write_run(run, out)
    show_markdown(as_markdown(run.model, summarise(run, before), worst=worst))
    typer.echo(f"\nKept in {kept}; its log: inspect view --log-dir {out / 'logs'}")
