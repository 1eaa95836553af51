"""A process killed in the middle of a turn: nothing shown is lost, nothing is done twice, the thread goes on."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes, which Windows does not have")
def test_thirty_kills_at_random_points_lose_and_repeat_nothing():
    command = [sys.executable, "-m", "evals.benchmarks.crash", "--points", "30", "--seed", "20", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.stdout, done.stderr
    trials = json.loads(done.stdout)
    assert [t for t in trials if t["problems"]] == []
    assert len(trials) == 30
    # The kills came in the middle, not all before or after: otherwise nothing was tried.
    assert sum(not t["is_finished"] for t in trials) >= 20
    assert len({t["progress"] for t in trials}) >= 5
