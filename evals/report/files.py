"""Runs as files: what was found, which is the same at every run of the same code, apart from how long it took."""

import json
from pathlib import Path

from pydantic import ValidationError

from agent.errors import SettingsError
from evals.run import Run


def write_run(run: Run, folder: Path) -> Path:
    """Write a run's `scores.json`, and `seconds.json` beside it, and return the first.

    Two runs of the offline planner over the same code and sets write the same bytes into `scores.json`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scores.json"
    kept = run.model_dump(mode="json")
    seconds = [record.pop("seconds") for record in kept["records"]]
    path.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "seconds.json").write_text(json.dumps(seconds) + "\n", encoding="utf-8")
    return path


def read_run(path: Path) -> Run:
    """Return a run that was written; `path` is its folder or its scores.json.

    Raises:
        SettingsError: when it is none.
    """
    file = path / "scores.json" if path.is_dir() else path
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        for record in kept["records"]:
            record["seconds"] = 0.0
        return Run.model_validate(kept)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise SettingsError(f"{path} is no run of an evaluation: {type(error).__name__}", where=str(file)) from None
