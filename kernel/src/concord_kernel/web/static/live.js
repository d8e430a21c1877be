// Keeps marked regions of a page up to date: elements with an id and `data-live`, the address to listen at.
// The site says only that something is other than before; the page asks again for what it shows.
import { session } from "./page.js";

const regions = () => [...document.querySelectorAll("[data-live][id]")];
const PATIENCE = [5_000, 10_000];
const FREE_AGAIN = 500;
// What a page's own scripts and its reader set, and the site does not say: a change leaves it as it is.
const THEIRS = ["data-htmx-powered", "open", "novalidate", "data-command", "data-sending", "aria-busy"];
let source = null;
let tries = 0;
let asking = false;
let again = false;
let later = 0;
const shown = new Map(regions().map((one) => [one.id, one.innerHTML]));

const listen = () => {
  const address = regions()[0]?.dataset.live;
  if (!address || source || document.hidden) return;
  source = new EventSource(address);
  source.addEventListener("open", () => (tries = 0));
  source.addEventListener("changed", () => {
    document.dispatchEvent(new Event("concord:changed"));
    refresh().catch(() => {});
  });
  source.addEventListener("ended", over);
  source.addEventListener("error", () => source?.readyState === EventSource.CLOSED && retry());
};

const stop = () => {
  source?.close();
  source = null;
};

/** The session or the right to see this is over: what is shown should not stay. */
const over = async () => {
  stop();
  const now = await session().catch(() => "");
  if (now && now !== "other") location.reload();
  else document.dispatchEvent(new Event("visibilitychange")); // session.js covers the page
};

/** The browser gave up; a refusal stays one, so it asks only a few times more. */
const retry = () => {
  stop();
  if (tries < 20) setTimeout(listen, PATIENCE[Math.min(tries++, PATIENCE.length - 1)]);
};

/** Asks for the page once more and takes over what differs; one at a time. */
const refresh = async () => {
  again = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "Concord-Refresh": "1" } });
    if (answer.ok && !answer.redirected) await take(await answer.text());
  } finally {
    asking = false;
  }
  if (again) await refresh();
};

/** Changes a region in place, so that focus, open parts and what is typed stay; none that somebody types in or answers. */
const take = async (text) => {
  const anew = new DOMParser().parseFromString(text, "text/html");
  for (const region of regions()) {
    const other = anew.getElementById(region.id);
    if (!other || other.innerHTML === shown.get(region.id)) continue;
    if (isInUse(region)) {
      askWhenFree(region);
      continue;
    }
    shown.set(region.id, other.innerHTML);
    keepApart(other, region);
    const { default: htmx } = await import("./vendor/js/htmx.esm.min.js");
    htmx.config.morphIgnore = THEIRS;
    await htmx.swap({ text: other.innerHTML, target: region, swap: "innerMorph", sourceElement: region });
  }
};

/** What was in use when it changed is shown as it then is, once it is so no more. */
const askWhenFree = (region) => {
  clearTimeout(later);
  later = setTimeout(() => (isInUse(region) ? askWhenFree(region) : refresh().catch(() => {})), FREE_AGAIN);
};

/** Ids are numbered from the top of a page: one form more moves them on, onto ids of what stays as it was. */
const keepApart = (other, region) => {
  const isTaken = (id) => [...document.querySelectorAll(`[id="${CSS.escape(id)}"]`)].some((one) => !region.contains(one));
  const anew = new Map();
  for (const one of other.querySelectorAll("[id]")) {
    if (!isTaken(one.id)) continue;
    anew.set(one.id, `${one.id}--live`);
    one.id = `${one.id}--live`;
  }
  if (!anew.size) return;
  const renamed = (id) => anew.get(id) ?? id;
  for (const name of ["for", "form", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const one of other.querySelectorAll(`[${name}]`)) one.setAttribute(name, one.getAttribute(name).split(" ").map(renamed).join(" "));
  }
  for (const one of other.querySelectorAll('a[href^="#"]')) one.setAttribute("href", `#${renamed(one.getAttribute("href").slice(1))}`);
};

const isInUse = (region) => region.querySelector("dialog[open], [data-held], .said") !== null || (region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));

document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
addEventListener("pagehide", stop);
addEventListener("pageshow", listen);
listen();
