"""Whatever the API is asked, it answers as its document says (Schemathesis).

Requests are made from the document, those that it allows and those that it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from web.api.document import document

if TYPE_CHECKING:
    from flask import Flask
    from schemathesis.core.transport import Response

EXAMPLES = 100  # for each operation: half a minute in all
REFUSALS = [400, 404, 405, 414]

config = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
)
schema = schemathesis.openapi.from_dict(document(), config=config)


def refused_for_a_reason(_: object, response: Response, case: schemathesis.Case[Any]) -> None:
    """Check that of all that the document allows only queries and dates are refused.

    A query may have no sensible reading, and there is no 30 February.
    """
    assert case.meta
    if case.meta.generation.mode.is_positive and response.status_code == 400:
        problem = response.json()
        assert "start" in problem or problem["detail"].startswith(("from is", "to is"))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
def test_every_answer_is_documented(case: schemathesis.Case[Any], app: Flask) -> None:
    case.call_and_validate(
        app=app,
        headers={"Accept-Encoding": "identity"},
        excluded_checks=[positive_data_acceptance],
        additional_checks=[refused_for_a_reason],
    )
