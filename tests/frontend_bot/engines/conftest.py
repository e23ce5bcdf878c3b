"""Fixtures for recordings."""

from tests.media_fixtures import conversion, hostile, programs, provider, samples, told, workspace

__all__ = ["conversion", "hostile", "programs", "provider", "samples", "told", "workspace"]
