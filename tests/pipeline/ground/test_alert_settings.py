"""Where a mail server is, as people write it."""

import pytest

from pipeline.ground.alert_settings import host_and_port


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("localhost:25", ("localhost", 25)), ("[::1]:587", ("::1", 587)),
        ("smtp.example.org:465", ("smtp.example.org", 465)),
        ("localhost", None), (":25", None), ("[]:25", None), ("a b:25", None), ("a:0", None), ("a:65536", None),
        ("a:²5", None), ("a:99999999999", None), ("a: 25", None), ("", None),
    ],
)  # fmt: skip
def test_a_server_is_a_host_and_a_port(written, read):
    assert host_and_port(written) == read
