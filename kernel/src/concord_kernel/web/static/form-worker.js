// Shows an open form without a connection: the page without its answers, and the files it loads.
// Its scope is one form. With a connection everything comes from the site; nothing here is newer.
const CACHE = "concord-form ";
const OLDEST = 72 * 3_600_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isOver = (answer) => Date.now() - Date.parse(answer.headers.get("date") ?? 0) > OLDEST;

/** What was kept of an address, unless it is too old; then all that was kept with it goes. */
const kept = async (address) => {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(CACHE))) {
    const found = await (await caches.open(name)).match(address);
    if (found && !isOver(found)) return found;
    if (found) await caches.delete(name);
  }
  return Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && pathname.endsWith("/form");
  if (!isPage && !pathname.startsWith("/door/static/")) return;
  event.respondWith(fetch(request).catch(() => kept(isPage ? pathname : request.url)));
});
