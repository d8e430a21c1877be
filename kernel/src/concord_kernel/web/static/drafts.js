// Keeps what could not be sent yet in this browser, sealed: AES-GCM in IndexedDB.
// The key comes from the site, is one person's for one form, cannot be read out, and is forgotten
// when the sitting ends; what it sealed stays for the same person to come back: three days when all of it was
// sent, thirty when not.
import { ask } from "./page.js";

const HOUR = 3_600_000;
const SOON = 1_000; // how long a tab that was just closed may hold on to its drafts

const database = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("concord-drafts", 1);
    opening.onupgradeneeded = () => ["keys", "drafts"].forEach((name) => opening.result.createObjectStore(name));
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

/** One transaction on one store; gives what the request came to. */
const within = async (store, mode, request) => {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const asked = request(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
};

/** Takes out of a store whatever no longer may stay. */
const sweep = (store, isOver) =>
  within(store, "readwrite", (all) => {
    all.openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      if (isOver(result.key, result.value)) result.delete();
      result.continue();
    };
  });

/** Whether this tab is the one that keeps drafts of a form; a second tab of the same form keeps none. */
const isFirst = (name) =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(SOON);
    const held = () => new Promise(() => resolve(true)); // until the tab goes
    navigator.locks.request(name, { signal }, held).catch(() => resolve(false));
  });

export class Drafts {
  #name;
  #key;

  /** Drafts of one form. The name says whose and which; a draft that was moved to another name does not open. */
  static async open(name, address) {
    if (!(await isFirst(name))) return null;
    const found = new Drafts();
    found.#name = name;
    const person = name.split(" ", 1)[0];
    const now = Date.now();
    await sweep("keys", (key, { until }) => until < now || !key.startsWith(`${person} `));
    await sweep("drafts", (_, { until }) => until < now);
    found.#key = (await within("keys", "readonly", (all) => all.get(name))) ?? (await found.#fetched(address));
    return found;
  }

  async #fetched(address) {
    const answer = await ask(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`no key for drafts: ${answer.status}`);
    const { key, until, hours, unsent_hours: unsent } = await answer.json();
    const bytes = Uint8Array.from(atob(key), (one) => one.charCodeAt(0));
    const sealing = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    const held = { sealing, hours, unsent, until: Date.parse(until) };
    await within("keys", "readwrite", (all) => all.put(held, this.#name));
    return held;
  }

  get #how() {
    return (iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(this.#name) });
  }

  /** Days that a draft stays which could not be sent. */
  get days() {
    return Math.round(this.#key.unsent / 24);
  }

  /** Seals a draft. The mark beside it, `saved`, `waiting` or `refused`, tells nothing of what it holds. */
  async write(draft, mark) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt(this.#how(iv), this.#key.sealing, plain);
    const until = Date.now() + (mark === "saved" ? this.#key.hours : this.#key.unsent) * HOUR;
    await within("drafts", "readwrite", (all) => all.put({ iv, sealed, until, mark }, this.#name));
  }

  /** The draft; none where there is none, or where it does not open. */
  async read() {
    const kept = await within("drafts", "readonly", (all) => all.get(this.#name));
    if (!kept) return null;
    try {
      const plain = await crypto.subtle.decrypt(this.#how(kept.iv), this.#key.sealing, kept.sealed);
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null;
    }
  }
}

/** Until when this browser keeps a draft of a form that was not all sent; null where there is none. */
export const keptUntil = async (name) => {
  const found = await within("drafts", "readonly", (all) => all.get(name));
  return found && found.mark !== "saved" && found.until > Date.now() ? new Date(found.until) : null;
};

/** The marks of all drafts in this browser, by name; none is opened. */
export const standing = async () => {
  const names = await within("drafts", "readonly", (all) => all.getAllKeys());
  const drafts = await within("drafts", "readonly", (all) => all.getAll());
  return new Map(names.map((name, nth) => [name, drafts[nth]?.mark ?? "saved"]));
};

const CACHE = "concord-form ";

/** Keeps this page without its answers, and what it loads, for a reload without a connection. */
export const keepPage = async (name, script) => {
  if (!("serviceWorker" in navigator)) return;
  const path = location.pathname;
  await navigator.serviceWorker.register(script, { scope: path.slice(0, path.lastIndexOf("/") + 1) });
  const person = name.split(" ", 1)[0];
  const others = (await caches.keys()).filter((one) => one.startsWith(CACHE) && !one.startsWith(`${CACHE}${person} `));
  await Promise.all(others.map((one) => caches.delete(one)));
  const page = await fetch(`${path}?blank=true`, { headers: { Accept: "text/html" } });
  if (!page.ok || page.redirected) return;
  const kept = await caches.open(CACHE + name);
  await kept.put(path, page);
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const files = loaded.filter((one) => one.origin === location.origin && one.pathname.startsWith("/door/static/"));
  await Promise.all([...new Set(files.map(String))].map((one) => kept.add(one)));
};
