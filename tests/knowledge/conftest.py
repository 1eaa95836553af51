import pytest

from knowledge import GuideIndex, open_index


@pytest.fixture(scope="session")
def guide_index(tmp_path_factory) -> GuideIndex:
    """The installed guide, indexed once for all tests that only search it."""
    index = open_index(tmp_path_factory.mktemp("guide-index"))
    index.refresh()
    return index
