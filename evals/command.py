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
    accept_it: Annotated[bool, typer.Option("--accept", help="Keep these scores as those to be reached.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail when a suite is worse than accepted.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the suites.")] = False,
) -> None:
    """Score answers, tools and retrieval, offline by default.

    Examples:
      adroit eval kpi retrieval

      adroit eval tools --model openai:gpt-5-mini --epochs 4 --compare evals-runs/offline
    """
    from agent.channels.terminal import show_markdown
    from agent.settings import Settings
    from evals.baselines import accept, drops
    from evals.report.files import read_run, write_run
    from evals.report.page import write_page
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
    write_run(run, out)
    summaries = summarise(run, before)
    page = write_page(run, summaries, out / "report.html")
    show_markdown(as_markdown(run.model, summaries, worst=worst))
    typer.echo(f"\nKept in {out}: {page.name}, scores.json and logs for: inspect view --log-dir {out / 'logs'}")
    rights = {suite: run.rights(suite) for suite in run.versions}
    if accept_it:
        typer.echo(f"Accepted: {', '.join(path.name for path in accept(summaries, rights))}")
    if check and (worse := drops(rights, run.versions)):
        typer.echo("Worse than accepted:\n" + "\n".join(worse), err=True)
        raise typer.Exit(1)
