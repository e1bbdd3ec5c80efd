"""Reach: the part of what people were asked that a member of staff works on, where their role is for one engagement."""

from typing import Any

from sqlalchemy import ColumnElement, select, true

from coprod.activities.activity import Activity
from coprod.permissions import Permission, within


def activity_within(permission: Permission, activity_id: Any) -> ColumnElement[bool]:
    """As `permissions.within`, of a row that names its activity and not its engagement."""
    reached = within(permission, Activity.engagement_id)
    # Most staff reach everything: their statements stay as they are.
    return reached if reached is true() else activity_id.in_(select(Activity.id).where(reached))
