"""How property tests run: never against the clock, and with the same examples each time in CI."""

import os

from hypothesis import settings

settings.register_profile("adroit", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("adroit")
