"""How the program ends: an error of ours is one sentence on standard error and an exit code.

Exit codes: 0 answered, 1 could not, 2 wrong usage, 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper

from agent.channels.safe import safe
from agent.errors import AdroitError
from tools.errors import InputError


@contextmanager
def reporting() -> Iterator[None]:
    """Run what is inside; every error of ours ends the program with one sentence.

    Signs that a terminal's encoding does not have become question marks there, instead of ending the program.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if "--debug" not in sys.argv:
        _hush_libraries()
    try:
        yield
    except AdroitError as error:
        if "--debug" in sys.argv:
            raise
        print(f"adroit: {safe(str(error))}", file=sys.stderr)
        sys.exit(2 if isinstance(error, InputError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _hush_libraries() -> None:
    """Keep the remarks of libraries off the screen: some log each request, right into the answer.

    A library that sets up logging for the whole process (wordllama does) finds it set up already.
    """
    import logging
    import warnings

    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
