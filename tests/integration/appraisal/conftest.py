"""What the tests of the appraisal share."""

import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Refusals in the language of the source, whatever the catalogue says."""
    with translation.override("en"):
        yield
