"""The whole platform, whose parts tests stop, kill and freeze."""

from tests.support.stack import client, stack

__all__ = ["client", "stack"]
