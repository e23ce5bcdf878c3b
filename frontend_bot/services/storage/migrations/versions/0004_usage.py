"""What everybody used on each day, and what is booked for jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "usage",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "bookings",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("piece", sa.Text, primary_key=True),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("booked_at", sa.Double, nullable=False),
    )
    op.create_index("bookings_by_age", "bookings", ["booked_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("bookings", "usage"):
        op.drop_table(table)
