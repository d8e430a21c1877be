"""The door as a service of the deployment."""

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
from concord_kernel.door.access_list import ACCESS_LIST
from concord_kernel.door.standing_list import STANDING_LIST
from concord_kernel.door.webhooks import page as webhooks
from concord_kernel.door.webhooks.queue import WEBHOOKS
from concord_kernel.door.webhooks.sender import sending
from concord_kernel.service import Service

SERVICE: Final = Service(
    name="door",
    title="door",
    package="concord_kernel.door",
    routers=(
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
    ),
    readers=(STANDING_LIST, ACCESS_LIST, WEBHOOKS),
    errands=(sending,),
)
