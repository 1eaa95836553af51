"""A run: suites through an assistant, by inspect_ai, and what came of it as plain records."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from agent.errors import SettingsError
from evals.case import Case
from evals.outcome import Outcome
from evals.scoring.scores import is_right, scores_of
from evals.suites import Suite

if TYPE_CHECKING:
    from inspect_ai.log import EvalLog

    from evals.subject import Subject


class Record(BaseModel):
    """What one case came to in one epoch."""

    model_config = ConfigDict(frozen=True)

    suite: str
    case: str
    epoch: int
    tags: list[str]
    right: bool
    scores: dict[str, float]
    asked: list[str]
    answer: str
    trace: list[str] = Field(description="tools called, evidence and citations, in words")
    seconds: float
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


class Run(BaseModel):
    """One evaluation, as it is kept and compared.

    Attributes:
        versions: of the sets of cases, by suite.
    """

    model_config = ConfigDict(frozen=True)

    model: str
    versions: dict[str, str]
    records: list[Record]

    def of(self, suite: str) -> list[Record]:
        """Return the records of a suite."""
        return [record for record in self.records if record.suite == suite]

    def rights(self, suite: str) -> dict[str, bool]:
        """Return for each case of a suite whether it was right in every epoch."""
        found: defaultdict[str, list[bool]] = defaultdict(list)
        for record in self.of(suite):
            found[record.case].append(record.right)
        return {case: all(right) for case, right in found.items()}


def record_of(case: Case, outcome: Outcome, epoch: int = 1) -> Record:
    """Return what a case came to."""
    scores = scores_of(case, outcome)
    answer, usage = outcome.answer, outcome.answer.usage
    trace = [f"{call.tool} {call.arguments}" for call in outcome.calls]
    trace += [f"{e.id}: {e.text}" for e in answer.evidence]
    trace += [f"[{c.label}]" for c in answer.citations]
    return Record(
        suite=case.suite, case=case.id, epoch=epoch, tags=case.tags, right=is_right(scores), scores=scores,
        asked=case.turns, answer=answer.text, trace=trace, seconds=outcome.seconds,
        input_tokens=(usage.input_tokens or 0) if usage else 0,
        output_tokens=(usage.output_tokens or 0) if usage else 0,
        cost=float(usage.cost) if usage and usage.cost is not None else None,
    )  # fmt: skip


def evaluate(
    chosen: Sequence[Suite], subject: "Subject", *, epochs: int = 1, log_folder: Path, most: int | None = None
) -> Run:
    """Run suites and return what came of them; inspect_ai keeps its logs, for its own viewer, in `log_folder`.

    Args:
        chosen: the suites.
        subject: the assistant.
        epochs: how often each case is run; more than once only tells something of a model that varies.
        log_folder: for `inspect view`.
        most: cases a suite, the first ones; all when None.

    Raises:
        SettingsError: when inspect_ai is not installed.
    """
    try:
        from inspect_ai import eval as run_tasks
    except ImportError:
        raise SettingsError(
            "Evaluations need inspect_ai", remedy="Install it: pip install 'adroit-marketing[evals]'"
        ) from None
    from evals.tasks import task_of

    tasks = [task_of(suite, subject) for suite in chosen]
    logs = run_tasks(
        tasks, model="none", epochs=epochs, log_dir=str(log_folder), limit=most, display="none", max_samples=1,
        max_tasks=1, fail_on_error=False, log_format="json",
    )  # fmt: skip
    cases = {(suite.name, case.id): case for suite in chosen for case in suite.cases}
    records = [record for log in logs for record in _records(log, cases)]
    return Run(
        model=subject.model,
        versions={suite.name: suite.version for suite in chosen},
        records=sorted(records, key=lambda r: (r.suite, r.case, r.epoch)),
    )


def _records(log: "EvalLog", cases: dict[tuple[str, str], Case]) -> list[Record]:
    if log.status != "success":
        raise SettingsError(
            f"The suite {log.eval.task} could not be run: {log.error.message if log.error else log.status}"
        )
    found = []
    for sample in log.samples or []:
        case = cases[log.eval.task.removeprefix("adroit_"), str(sample.id)]
        kept = sample.store.get("outcome")
        if kept is None:
            reason = sample.error.message if sample.error else "it gave no outcome"
            raise SettingsError(f"The case {case.id} could not be run: {reason}")
        found.append(record_of(case, Outcome.model_validate(kept), sample.epoch))
    return found
