"""The standing people of the office in which the toy processes run."""

import pytest

from tests.engine_world import build_office


@pytest.fixture
def office(db):
    return build_office()
