// Saves a form as it is filled in: one request at a time, each on the version it was made on, each
// sent again under its own key until it is answered. Knows no page: it is told how to read and show.
import { ask, renewed } from "./page.js";
import { same } from "./questions.js";

const PAUSE = 400; // after the last key, in milliseconds
const AGAIN = 10_000; // until an unanswered save is tried again
const LONG = 12 * 3_600_000; // how old a draft is whose day is told once it is saved

const differing = (before, after) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((code) => !same(before[code] ?? null, after[code] ?? null));

/** Questions whose answers a draft holds and the site was not sent. */
export const unsent = ({ base, mine }) => differing(base.answers, mine).filter((code) => (mine[code] ?? null) !== null);

/** What one save asks for: codes and numbers apart from words; null takes an answer back. */
const asked = (codes, mine, typed) => {
  const body = { answers: {}, texts: {} };
  for (const code of codes) {
    const value = mine[code] ?? null;
    body[typed.has(code) && value !== null ? "texts" : "answers"][code] = value;
  }
  return body;
};

const after = (answers, { answers: coded, texts }) => {
  const standing = { ...answers, ...coded, ...texts };
  for (const code of Object.keys(standing)) if (standing[code] === null) delete standing[code];
  return standing;
};

export class Saver {
  #timer;
  #running;
  #again = false;
  #keeping;
  #stale = false;
  #refused = false; // whether the site did not take what waits
  #touched = null; // when somebody last changed something
  #since = null; // since when a draft waits that was found here
  base = { version: null, answers: {} };
  pending = null;
  disputed = [];
  left = []; // answers of a draft to questions that are no longer asked: {code, label, value}

  /** page: {address, typed, labels, read(), unfit(), write(answers), say(state, more), dispute(list), leave(list), fault(errors)} */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
  }

  /** Takes up a form: what the page came with, or a draft that was not sent yet. */
  async start(base) {
    if (base.version !== null) this.base = base;
    const draft = this.#known(await this.drafts?.read());
    const isOpen = draft && (draft.pending || draft.disputed.length || differing(draft.base.answers, draft.mine).length);
    if (draft && (isOpen || base.version === null)) {
      Object.assign(this, { base: draft.base, pending: draft.pending, disputed: draft.disputed });
      this.page.write(draft.mine);
    }
    if (this.disputed.length) this.#dispute();
    this.page.leave(this.left);
    this.#touched = draft?.touched ?? null;
    if (isOpen && Date.now() - this.#touched > LONG) this.#since = this.#touched;
    if (isOpen) return this.push();
    if (base.version === null) return this.page.say(draft ? "offline" : "unknown");
    return this.#keep();
  }

  /** Of a draft what this form asks; what it asks no longer is shown apart, and stays until somebody lets it go. */
  #known(draft) {
    if (!draft) return null;
    const isAsked = (code) => Object.hasOwn(this.page.labels, code);
    const gone = unsent(draft).filter((code) => !isAsked(code));
    this.left = [...(draft.left ?? []), ...gone.map((code) => ({ code, label: draft.labels?.[code] ?? code, value: draft.mine[code] }))];
    const sent = draft.pending && [draft.pending.body.answers, draft.pending.body.texts].flatMap(Object.keys);
    const mine = Object.fromEntries(Object.entries(draft.mine).filter(([code]) => isAsked(code)));
    const base = { ...draft.base, answers: Object.fromEntries(Object.entries(draft.base.answers).filter(([code]) => isAsked(code))) };
    return { ...draft, base, mine, disputed: draft.disputed.filter(isAsked), pending: sent?.every(isAsked) ? draft.pending : null };
  }

  /** Somebody lets go of an answer that nobody asks for any more. */
  letGo(nth) {
    this.left = this.left.filter((_, each) => each !== nth);
    this.page.leave(this.left);
    return this.#keep();
  }

  /** Something was changed: kept at once, sent after a pause. */
  changed() {
    this.#refused = false;
    this.#touched = Date.now();
    this.page.say("saving");
    this.#keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.push(), PAUSE);
  }

  /** Sends what differs; true when nothing is left to send. */
  push() {
    clearTimeout(this.#timer);
    this.#again = true;
    this.#running ??= this.#all().finally(() => (this.#running = null));
    return this.#running;
  }

  /** A disputed question is settled: with one's own answer, or with theirs. */
  settle(code, isMine) {
    this.disputed = this.disputed.filter((one) => one !== code);
    if (!isMine) this.page.write({ ...this.page.read(), [code]: this.base.answers[code] });
    this.#dispute();
    this.changed();
  }

  async #all() {
    let isDone = true;
    while (this.#again) {
      this.#again = false;
      isDone = await this.#once();
    }
    return isDone;
  }

  async #once() {
    if (this.base.version === null && !(await this.#moved())) return false;
    this.pending ??= this.#wish();
    await this.#keep();
    if (!this.pending) return this.#settled();
    this.page.say("saving");
    try {
      return await this.#answered(await this.#put());
    } catch {
      return this.#unanswered("offline");
    }
  }

  #wish() {
    const left = new Set([...this.page.unfit(), ...this.disputed]);
    const mine = this.page.read();
    const codes = differing(this.base.answers, mine).filter((code) => !left.has(code));
    return codes.length ? { key: crypto.randomUUID(), version: this.base.version, body: asked(codes, mine, this.page.typed) } : null;
  }

  async #put() {
    const { key, version, body } = this.pending;
    const headers = { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": key, "If-Match": `"${version}"` };
    const send = () => ask(this.page.address, { method: "PUT", headers, body: JSON.stringify(body) });
    const answer = await send();
    return answer.status === 403 && (await renewed()) ? send() : answer;
  }

  async #answered(answer) {
    if (answer.ok) {
      const { version } = await answer.json();
      this.base = { version, answers: after(this.base.answers, this.pending.body) };
      this.pending = null;
      this.#refused = false;
      this.#again = true;
      return true;
    }
    if (answer.status === 401) return this.#unanswered("ended");
    if (answer.status === 429 || answer.status >= 500) return this.#unanswered("away");
    this.pending = null;
    if (answer.status === 412) return (this.#again = await this.#moved("merged"));
    const { title, errors = [] } = await answer.json();
    this.#refused = true;
    await this.#keep();
    this.page.say(this.#how(answer.status), { why: title, days: this.drafts?.days });
    this.page.fault(errors);
    return false;
  }

  /** How a refusal is said: what does not fit can be mended here; who may not write keeps the draft. */
  #how(status) {
    if (!this.drafts) return "refused";
    if (status === 403 || status === 404) return "removed";
    return status === 409 ? "held" : "refused";
  }

  /** Nothing is left to send, or only what cannot be sent as it is. */
  #settled() {
    if (this.disputed.length) this.page.say("conflict");
    else if (this.page.unfit().length) this.page.say("unfit");
    else this.#taken();
    return !this.disputed.length && !this.page.unfit().length;
  }

  /** Who wrote this is no longer let in; it stays here. */
  async #shutOut() {
    this.#refused = true;
    await this.#keep();
    this.page.say(this.drafts ? "removed" : "lost", { days: this.drafts?.days });
    return false;
  }

  #taken() {
    this.page.say(this.#since ? "returned" : this.merged ? "merged" : "saved", { day: this.#since });
    this.merged = false;
    this.#since = null;
  }

  #unanswered(state) {
    this.page.say(this.drafts ? state : "lost");
    this.#timer = setTimeout(() => this.push(), AGAIN);
    return false;
  }

  /** Takes in what others saved meanwhile; where both answered one question, people choose. */
  async #moved(how) {
    let theirs;
    try {
      const answer = await ask(this.page.address, { headers: { Accept: "application/json" } });
      if ([403, 404].includes(answer.status)) return this.#shutOut();
      if (!answer.ok) return this.#unanswered(answer.status === 401 ? "ended" : "away");
      theirs = await answer.json();
    } catch {
      return this.#unanswered("offline");
    }
    const before = this.base.answers;
    const now = { ...theirs.answers, ...theirs.texts };
    const mine = this.page.read();
    const changed = new Set(differing(before, mine));
    const both = differing(before, now).filter((code) => changed.has(code) && !same(now[code] ?? null, mine[code] ?? null));
    for (const code of differing(before, now)) if (!changed.has(code)) mine[code] = now[code];
    this.base = { version: theirs.version, answers: now };
    this.disputed = [...new Set([...this.disputed, ...both])];
    this.merged = how === "merged";
    this.page.write(mine);
    this.#dispute();
    return true;
  }

  #dispute() {
    const mine = this.page.read();
    this.page.dispute(this.disputed.map((code) => ({ code, mine: mine[code], theirs: this.base.answers[code] })));
  }

  /** Keeps the draft; while one is being written, the newest is written after it. */
  async #keep() {
    if (!this.drafts) return;
    this.#stale = true;
    this.#keeping ??= this.#written().finally(() => (this.#keeping = null));
    await this.#keeping;
  }

  async #written() {
    while (this.#stale) {
      this.#stale = false;
      const { base, pending, disputed } = this;
      const mine = this.page.read();
      const waits = pending || disputed.length || differing(base.answers, mine).length;
      const isHeld = this.left.length || (waits && this.#refused);
      const mark = isHeld ? "refused" : waits ? "waiting" : "saved";
      const more = { left: this.left, labels: this.page.labels, touched: this.#touched };
      await this.drafts.write({ base, pending, disputed, mine, ...more }, mark);
    }
  }
}
