"""Who may ask what: the key, and what is told to those who do not have it."""

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend_api.app.errors import MissingKey
from backend_api.app.service import Service

_bearer = HTTPBearer(auto_error=False, description="BACKEND_API_KEY, if one is set.")


def service_of(request: Request) -> Service:
    """The running service."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


ServiceDep = Annotated[Service, Depends(service_of)]


def check_key(service: ServiceDep, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    """Compare in constant time. Raises MissingKey."""
    key = service.settings.backend_api_key.get_secret_value()
    # HTTP headers are bytes, which the framework hands over as Latin-1 letters.
    given = sent.credentials.encode("latin-1") if sent else b""
    if key and not hmac.compare_digest(given, key.encode()):
        raise MissingKey


def check_key_of_strangers(
    service: ServiceDep, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """On an address that others reach, what tells of the installation is for those with the key. Raises MissingKey."""
    if service.settings.is_public:
        check_key(service, sent)


def knows_the_key(service: ServiceDep, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> bool:
    """Whether the caller may hear details."""
    try:
        check_key_of_strangers(service, sent)
    except MissingKey:
        return False
    return True
