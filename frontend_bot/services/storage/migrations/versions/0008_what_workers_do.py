"""What a worker is working on, and whether it left in good order."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns; workers of an older version leave them empty."""
    op.add_column("workers", sa.Column("working_on", sa.Text, nullable=True))
    op.add_column("workers", sa.Column("left_at", sa.Double, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("workers", "left_at")
    op.drop_column("workers", "working_on")
