"""An S3 store that is badly named is told in one line, whatever the reader of S3 stores makes of it."""

import pytest

from schemas.types.errors import StoreError
from store.payloads import Payloads

pytest.importorskip("obstore", reason="obstore (traam[s3]) is not installed")


@pytest.mark.parametrize("endpoint", ["", "patate", "http://", "http://a b", "ftp://magasin.example.org"])
def test_an_endpoint_that_is_no_address_is_told(monkeypatch, endpoint):
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)

    with pytest.raises(StoreError, match=r"AWS_ENDPOINT_URL vaut « .* », une adresse http ou https est attendue"):
        Payloads("s3://moisson/2026")
