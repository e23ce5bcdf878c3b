"""Updates that wait to be handled, and whom the bot owes an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables; versions before this one leave them alone."""
    op.create_table(
        "updates_put_aside",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("held_until", sa.Double, nullable=False),
        if_not_exists=True,
    )
    op.create_index("updates_put_aside_by_person", "updates_put_aside", ["person", "update_id"], if_not_exists=True)
    op.create_table(
        "owed_answers",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("language", sa.Text, nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("owed_answers")
    op.drop_index("updates_put_aside_by_person", "updates_put_aside")
    op.drop_table("updates_put_aside")
