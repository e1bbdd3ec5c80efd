"""A questionnaire that is open."""

import pytest
from flask.testing import FlaskClient

from builders import a_partnership, a_questionnaire
from coprod.questionnaires.models import Questionnaire


@pytest.fixture
def survey(client: FlaskClient) -> Questionnaire:
    a_partnership()
    return a_questionnaire()
