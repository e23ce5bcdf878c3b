"""Which jobs were at work when their process died."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table; versions before this one leave it alone."""
    op.create_table(
        "job_suspects",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("at_work", sa.Text, nullable=False),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("died_alone", sa.Integer, nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("job_suspects")
