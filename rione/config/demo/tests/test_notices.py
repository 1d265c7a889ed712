"""What the demo's people find among their notices."""

import pytest

from rione.config.demo.notices import put
from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people


@pytest.mark.django_db
def test_put__twice__welcomes_each_once() -> None:
    with acting(Actor("job", "tests")):
        put_people()
    assert put() == f"{len(PEOPLE)} notices"
    assert put() == "0 notices"
