"""The bundled sample: eight weeks of Northlight, an invented maker of home lamps. README.md tells its stories."""

from pathlib import Path


def sample_path() -> Path:
    """Return where the sample table lies: a CSV of daily results by channel, campaign, device, audience, creative."""
    return Path(__file__).with_name("dtc_advertiser.csv")
