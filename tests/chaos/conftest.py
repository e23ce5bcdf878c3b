"""Recordings for the chaos tests."""

from tests.media_fixtures import samples

__all__ = ["samples"]
