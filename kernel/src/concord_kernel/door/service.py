"""The door as a service of the deployment."""

from __future__ import annotations

from typing import Final

from concord_kernel.door.access_list import ACCESS_LIST
from concord_kernel.door.standing_list import STANDING_LIST
from concord_kernel.door.webhooks.queue import WEBHOOKS
from concord_kernel.door.webhooks.sender import sending
from concord_kernel.service import Service

SERVICE: Final = Service(
    name="door",
    title="door",
    package="concord_kernel.door",
    readers=(STANDING_LIST, ACCESS_LIST, WEBHOOKS),
    errands=(sending,),
)
