// Fills marked regions with the same region of another page: elements with an id and `data-part`, that page's address;
// `data-region` names it there, if its id is another one here. What stands around them (`data-filled`) is shown when all
// of them are there, so that nothing moves that somebody reads. Where no script runs, a link stands instead.
const BEHIND = 1_000; // milliseconds until another service's rows hold what this page just heard of
const JUST_MADE = 3_000;
const made = performance.now();
const shown = new Map();
let later = 0;

const parts = (within) => [...within.querySelectorAll("[data-part][id]")];

const region = async (part) => {
  const answer = await fetch(part.dataset.part, { headers: { Accept: "text/html", "Concord-Refresh": "1" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.dataset.region ?? part.id);
};

const fill = async (part) => {
  const other = await region(part).catch(() => null);
  if (!other || other.innerHTML === shown.get(part.id)) return;
  const isFirst = !shown.has(part.id);
  shown.set(part.id, other.innerHTML);
  if (isFirst) part.replaceChildren(...other.childNodes);
  else if (!parts(part).length) {
    const { default: htmx } = await import("./vendor/js/htmx.esm.min.js");
    await htmx.swap({ text: other.innerHTML, target: part, swap: "innerMorph", sourceElement: part });
  }
};

/** Fills what is there, shows it, then what came with it. */
const begin = async (within) => {
  const found = parts(within);
  await Promise.all(found.map(fill));
  for (const one of found) one.closest("[data-filled]")?.removeAttribute("hidden");
  await Promise.all(found.map((one) => parts(one).length && begin(one)));
};

const again = () => parts(document).forEach((part) => fill(part));

/** What this page shows has changed: what other services show of it may change a moment later. */
document.addEventListener("concord:changed", () => {
  if (performance.now() - made < JUST_MADE) return; // the first word only says that somebody listens
  clearTimeout(later);
  later = setTimeout(again, BEHIND);
});
document.addEventListener("visibilitychange", () => document.hidden || again());
begin(document);
