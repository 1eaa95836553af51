"""How the program ends: an error of ours is one sentence on standard error and an exit code.

Exit codes: 0 answered, 1 could not, 2 wrong usage, 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from agent.channels.safe import safe
from agent.errors import AdroitError
from tools.errors import InputError


@contextmanager
def reporting() -> Iterator[None]:
    """Run what is inside; every error of ours ends the program with one sentence."""
    try:
        yield
    except AdroitError as error:
        if "--debug" in sys.argv:
            raise
        print(f"adroit: {safe(str(error))}", file=sys.stderr)
        sys.exit(2 if isinstance(error, InputError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
