"""`adroit context`: what holds for all questions of this workspace: brand, currency, margin, targets."""

from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.options import JsonFlag, print_json, settings_of

if TYPE_CHECKING:
    from agent.context import ContextStore

group = typer.Typer(help="What holds for all questions: brand, currency, time zone, margin, targets.")
_HINT = 'Nothing is set. Say it in a chat ("remember that our margin is 42%"), or: adroit context set margin 42%'


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="context")


def _store(context: typer.Context) -> "ContextStore":
    from agent.context import ContextStore

    return ContextStore(*settings_of(context))


@group.callback(invoke_without_command=True)
def show(context: typer.Context, as_json: JsonFlag = False) -> None:
    """Show what holds for all questions.

    Examples:

      adroit context

      adroit context set margin 42%

      adroit context set cpa '$35'      a target, by its KPI

      adroit context forget margin
    """
    from agent.channels.terminal import show_markdown

    if context.invoked_subcommand is not None:
        return
    known = _store(context).current
    if as_json:
        print_json(known)
    else:
        show_markdown("\n".join(f"- {sentence}" for sentence in known.sentences()) or _HINT)


@group.command("set")
def set_value(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="brand, currency, time_zone, margin, conversion, or a KPI (its target).")],
    value: Annotated[str, typer.Argument(help="What holds from now on, e.g. 42%.")],
) -> None:
    """Set one thing."""
    field = name.strip().lower().replace(" ", "_").replace("-", "_")
    is_field = field in {"brand", "currency", "time_zone", "margin", "conversion"}
    _change(context, {field: value} if is_field else {"targets": {name: value}}, ())


@group.command("forget")
def forget(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="margin, brand, a KPI for its target, targets, everything.")],
) -> None:
    """Forget one thing or more."""
    _change(context, {}, tuple(names))


def _change(context: typer.Context, given: dict[str, object], forget: tuple[str, ...]) -> None:
    from agent.channels.terminal import show_markdown
    from agent.context import propose

    store = _store(context)
    _, changes = propose(store.current, given, forget)
    store.keep(changes)
    listed = "\n".join(f"- {change.sentence}" for change in changes)
    show_markdown(f"Kept in {store.path.name}:\n\n{listed}")
