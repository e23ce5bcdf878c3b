"""Which record a record was made of, and with which choices."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is there already was made of nothing."""
    op.add_column("records", sa.Column("source_record_id", sa.Text, nullable=False, server_default=""))
    op.add_column("records", sa.Column("choices", sa.Text, nullable=False, server_default="{}"))
    op.create_index("records_made_of", "records", ["user_id", "source_record_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("records_made_of", "records")
    op.drop_column("records", "choices")
    op.drop_column("records", "source_record_id")
