"""An assistant over a scripted server, streaming and not, with waits made short."""

from dataclasses import replace

import pytest

from agent.assistant import Assistant
from agent.models import build_model, choose_model
from agent.settings import Settings
from agent.threads import Threads
from agent.toolbox import Toolbox
from agent.workspace import Workspace
from tools.data.samples import sample_path

STREAMED, WHOLE = {"streaming": True}, {"disable_streaming": True}


@pytest.fixture(scope="session")
def index_home(tmp_path_factory):
    """One index of the guide for all tests of the folder: it is the same for all."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def _libraries_loaded(tmp_path_factory):
    """Load what a first answer loads, so that no test's few seconds go there."""
    home = Workspace(tmp_path_factory.mktemp("warm"), is_configured=True)
    Assistant.open(home, Settings(model="offline")).ask("spent $5,000 for 125 sales, what is our CPA?")


@pytest.fixture(params=[STREAMED, WHOLE], ids=["streamed", "whole"])
def how_sent(request):
    return request.param


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


@pytest.fixture
def assistant_over(workspace, how_sent, index_home, _libraries_loaded):
    """Return an assistant whose model is at an address; settings as keywords."""

    def over(url, **settings):
        given = {"model": "openai-compatible:scripted", "base_url": url, "currency": "USD", "retry_seconds": 0.01}
        read = Settings(**{**given, **settings})
        choice = choose_model(read)
        model = build_model(choice, read).model_copy(update=how_sent)
        threads = Threads.in_memory()
        toolbox = Toolbox(workspace, read, sample_path(), threads)
        shared = Toolbox(replace(workspace, folder=index_home), read)
        toolbox.index = shared.index
        return Assistant(toolbox, choice, model, threads)

    return over
