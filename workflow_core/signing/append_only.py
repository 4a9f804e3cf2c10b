"""Rows that are added and never changed, as signatures and the history know them."""

from workflow_core.append_only import AppendOnly, AppendOnlyQuerySet

__all__ = ["AppendOnly", "AppendOnlyQuerySet"]
