"""The whole platform, shared by the end-to-end tests."""

from __future__ import annotations

from tests.support.stack import client as client
from tests.support.stack import stack as stack
