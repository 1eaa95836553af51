"""Suites as inspect_ai's tasks: samples, a solver that asks the assistant, scorers that call ours.

`inspect eval evals/tasks.py@kpi` runs one by inspect_ai's own command, over the offline planner.
"""

import asyncio
from collections.abc import Callable

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.case import Case
from evals.outcome import Outcome
from evals.scoring.scores import is_right, scores_of
from evals.subject import Subject, subject
from evals.suites import Suite, suites


def task_of(suite: Suite, of: Subject) -> Task:
    """Return a suite as a task over an assistant."""
    samples = [
        Sample(
            input="\n".join(case.turns), id=case.id, target=case.reason, metadata={"case": case.model_dump(mode="json")}
        )
        for case in suite.cases
    ]
    return Task(
        name=f"adroit_{suite.name}", dataset=MemoryDataset(samples, name=suite.name), solver=asked(of), scorer=right(),
        version=suite.version, metadata={"about": suite.about},
    )  # fmt: skip


@solver
def asked(of: Subject) -> Solver:
    """Ask the assistant itself; no model of inspect_ai's takes part."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = Case.model_validate(state.metadata["case"])
        outcome = await asyncio.to_thread(of.answer, case, epoch=state.epoch)
        state.store.set("outcome", outcome.model_dump(mode="json"))
        state.output = ModelOutput.from_content("adroit", outcome.answer.text)
        return state

    return solve


@scorer(metrics=[accuracy(), stderr()])
def right() -> Scorer:
    """Score a case: right, or what it lacks."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        case = Case.model_validate(state.metadata["case"])
        scores = scores_of(case, Outcome.model_validate(state.store.get("outcome")))
        lacking = {name: round(value, 3) for name, value in scores.items()}
        return Score(value=is_right(scores), answer=state.output.completion, explanation=str(lacking))

    return score


def _offline(name: str) -> Callable[[], Task]:
    def made() -> Task:
        opened = subject()
        return task_of(suites([name])[0], opened.__enter__())

    made.__name__ = name
    return made


for _suite in ("kpi", "tools", "retrieval"):
    globals()[_suite] = task(_offline(_suite))
