"""Failed assertions of the scenarios say what they compared: these modules are no test modules, yet they assert."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.oai_cases.{kind}_scenarios" for kind in ("date", "deletion", "identity", "state", "real", "real_record"))
)
