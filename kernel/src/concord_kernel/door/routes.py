"""Its API and its pages: only a process that serves them loads this."""

from __future__ import annotations

from typing import Final

from concord_kernel.door import (
    access_log,
    account,
    api,
    facts_feed,
    front,
    inside,
    invitation,
    language,
    passkeys,
    provider,
    sign_in,
    standing,
)
from concord_kernel.door.webhooks import page as webhooks

ROUTERS: Final = (
    front.router,
    sign_in.router,
    invitation.router,
    inside.router,
    account.router,
    passkeys.adding,
    passkeys.using,
    provider.router,
    language.router,
    api.router,
    standing.router,
    access_log.router,
    facts_feed.router,
    webhooks.router,
)
