"""Methods by which the bot gets its updates."""

from typing import Any

from playground.journal import RawJson
from playground.method_table import CallContext, method
from playground.refusals import webhook_is_active
from playground.schema import Given
from playground.updates import DEFAULT_KINDS


@method("getUpdates")
async def get_updates(context: CallContext, given: Given) -> RawJson:
    """Waiting updates, at most 100; asking for the next offset confirms the ones before."""
    world, request = context.world, context.request
    if world.webhook.url:
        raise webhook_is_active()
    if "allowed_updates" in given:
        world.updates.allowed = frozenset(given["allowed_updates"]) or DEFAULT_KINDS

    def is_gone() -> bool:
        return request is None or request.transport is None or request.transport.is_closing()

    limit = min(max(given.get("limit", 100), 1), 100)
    batch = await world.updates.poll(given.get("offset", 0), limit, given.get("timeout", 0), is_gone)
    return RawJson(f"[{','.join(update.body for update in batch)}]")


@method("setWebhook")
async def set_webhook(context: CallContext, given: Given) -> bool:
    """From now on updates are posted to ``url``; an empty one means polling again."""
    world = context.world
    if given.get("drop_pending_updates"):
        world.updates.clear()
    if "allowed_updates" in given:
        world.updates.allowed = frozenset(given["allowed_updates"]) or DEFAULT_KINDS
    await world.webhook.set(given.get("url", ""), given.get("secret_token", ""), given.get("max_connections", 40))
    return True


@method("deleteWebhook")
async def delete_webhook(context: CallContext, given: Given) -> bool:
    """Back to polling."""
    if given.get("drop_pending_updates"):
        context.world.updates.clear()
    await context.world.webhook.set("", "", 40)
    return True


@method("getWebhookInfo")
async def get_webhook_info(context: CallContext, given: Given) -> dict[str, Any]:
    """Where updates go, how many wait, and what went wrong last."""
    return context.world.webhook.info()
