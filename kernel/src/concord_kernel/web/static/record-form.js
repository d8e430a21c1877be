// Records an interview once: what is typed is kept sealed on this device at once, and leaves it when the
// button is pressed. What was sent and not answered is sent again under its own key, and stays as it was.
import { clear, invalid, refused } from "./answers.js";
import { Drafts, keepPage } from "./drafts.js";
import { ask, renewed } from "./page.js";

const AGAIN = 10_000; // until what was not answered is sent again
const words = JSON.parse(document.getElementById("record-words").textContent);
const form = document.getElementById("record");
const state = document.getElementById("save-state");
const fields = [...form.elements].filter((one) => one.name);
const button = form.querySelector("button");
const name = `${document.querySelector("meta[name=account]")?.content} ${location.pathname}`;
const drafts = await Drafts.open(name, form.dataset.key).catch(() => null);
const isFormer = "former" in form.dataset; // the schedule gave it to others: nothing is recorded here any more
const calendar = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", month: "long", day: "numeric" });
let wish = null; // that it be recorded: its key and, once it was sent, what was sent
let touched = null;
let mark = "waiting";
let writing = Promise.resolve();
let timer;
let isSending = false;

const read = () => Object.fromEntries(fields.map((one) => [one.name, one.value]));
const say = (said, more = {}) => {
  state.dataset.state = said;
  state.textContent = words[said].replace(/\{(\w+)\}/g, (_, each) => more[each] ?? "");
};

/** Keeps the draft; writes follow each other, and each writes what stands there then. */
const keep = () => {
  const write = () => drafts?.write(mark === "saved" ? {} : { mine: read(), wish, touched }, mark);
  return (writing = writing.then(write).catch(() => {}));
};

/** What was sent may not be changed before it is known whether it was recorded. */
const lock = (isLocked) => {
  for (const one of fields) one.readOnly = isLocked || isFormer;
  button.disabled = isLocked || isFormer;
};

const post = () => {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": wish.key };
  return ask(form.dataset.address, { method: "POST", headers, body: JSON.stringify(wish.body) });
};

const wait = (said) => {
  say(drafts ? said : "lost");
  clearTimeout(timer);
  timer = setTimeout(send, AGAIN);
};

const recorded = async ({ position }) => {
  mark = "saved";
  wish = null;
  await keep();
  const next = new URL(form.dataset.next, location.href);
  next.searchParams.set("at", position);
  location.assign(next);
};

const problem = async (answer) => {
  const said = await answer.json();
  wish = null;
  mark = "refused";
  lock(false);
  await keep();
  const isOut = [403, 404].includes(answer.status);
  if (said.rule === "interview.already-recorded") say("before");
  else say(isOut ? "removed" : "refused", { why: said.title, days: drafts?.days ?? 0 });
  refused(form, said);
};

/** Sends what is to be recorded; without a connection nothing leaves and the fields stay open. */
async function send() {
  if (!wish || isSending) return;
  if (!wish.body && !navigator.onLine) return wait("offline");
  isSending = true;
  const { on, minutes, notes } = read();
  wish.body ??= { team: form.dataset.team, on, minutes: Number(minutes), notes };
  lock(true);
  await keep();
  say("recording");
  try {
    let answer = await post();
    if (answer.status === 403 && (await renewed())) answer = await post();
    if (answer.ok) await recorded(await answer.json());
    else if (answer.status === 401) wait("ended");
    else if (answer.status === 429 || answer.status >= 500) wait("away");
    else await problem(answer);
  } catch {
    wait("unanswered");
  } finally {
    isSending = false;
  }
}

form.addEventListener("input", () => {
  wish = null;
  touched = Date.now();
  mark = "waiting";
  say(drafts ? "kept" : "lost");
  keep();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  if (wish?.body || invalid(form)) return;
  wish = { key: crypto.randomUUID(), body: null };
  keep().then(send);
});

/** Takes up what was kept here and not recorded yet. */
const start = async () => {
  const draft = await drafts?.read();
  const found = draft?.mine?.notes?.trim();
  if (found) for (const one of fields) one.value = draft.mine[one.name] ?? one.value;
  ({ wish = null, touched = null } = draft ?? {});
  lock(false);
  if (wish && (wish.body || !isFormer)) return send();
  if (isFormer) form.hidden = !found;
  else if ("recorded" in form.dataset) {
    form.hidden = !found;
    if (found) say("before");
  } else if (found) say("found", { day: calendar.format(touched ?? Date.now()) });
  else if (!drafts) say("lost");
};

addEventListener("online", send);
await start();
form.dataset.ready = "yes";
if (navigator.onLine) await keepPage(name, "/review/sw.js").catch(() => {});
form.dataset.kept = "yes";
