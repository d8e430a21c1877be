// The picture of the event week: interviews are dragged by mouse, or picked up and moved by keyboard.
// Each move is one command; what a rule answers is said in words, and a reason is asked where one may be given.
import { ask, renewed } from "./page.js";

const QUARTER = 15;
const region = document.getElementById("week");
const said = document.getElementById("week-said");
const words = JSON.parse(document.getElementById("week-words")?.textContent ?? "{}");
const change = document.getElementById("week-change");
const reason = document.getElementById("week-reason");

let held = null; // {one, slot, from, at, byMouse}: the interview in hand, and where it came from

const dayOf = (lane) => lane.closest(".week-day");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const tell = (text) => {
  said.textContent = "";
  said.textContent = text;
};

/** Minutes after midnight as HH:MM, as the API takes them and as people read them. */
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const spoken = (minutes) => new Date(2000, 0, 1, 0, minutes).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
const minutesOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const where = ({ lane, minutes }) =>
  fill(words.where, {
    day: dayOf(lane).querySelector("h3").firstChild.textContent.trim(),
    time: spoken(minutes),
    team: lane.parentElement.querySelector("h4").textContent,
  });

const placeOf = (one) => ({
  lane: one.closest(".week-rows"),
  minutes: minutesOf(one.dataset.starts),
});

/** Shows an interview at a place, without telling anybody. */
const put = (slot, { lane, minutes }) => {
  if (slot.parentElement !== lane) lane.append(slot);
  slot.style.gridRowStart = String(Math.floor((minutes - Number(lane.dataset.begins)) / QUARTER) + 1);
};

const pick = (one, byMouse = false) => {
  const from = placeOf(one);
  held = { one, slot: one.closest(".week-slot"), from, at: from, byMouse, next: one.closest(".week-slot").nextElementSibling };
  held.slot.classList.add("week-slot--held");
  held.slot.dataset.held = "";
  one.setAttribute("aria-pressed", "true");
  if (!byMouse) tell(fill(words.held, { what: one.dataset.what, where: where(from) }));
};

const release = () => {
  const { slot, one } = held;
  slot.classList.remove("week-slot--held");
  one.setAttribute("aria-pressed", "false");
  held = null;
};

/** Back to where it came from; the picture may change again. */
const restore = ({ slot, from, next }) => {
  from.lane.insertBefore(slot, next?.parentElement === from.lane ? next : null);
  slot.style.gridRowStart = "";
  delete slot.dataset.held;
};

const putBack = () => {
  const { one } = held;
  const text = fill(words.back, { what: one.dataset.what, where: where(held.from) });
  restore(held);
  release();
  one.focus();
  tell(text);
};

const go = (at) => {
  held.at = at;
  put(held.slot, at);
  if (!held.byMouse) held.one.focus();
};

/** The lane of the same team on another day, or of another team on the same day. */
const beside = (lane, days, teams) => {
  const all = [...region.querySelectorAll(".week-day")];
  const day = all[all.indexOf(dayOf(lane)) + days];
  const here = [...dayOf(lane).querySelectorAll(".week-rows")];
  return day && [...day.querySelectorAll(".week-rows")][here.indexOf(lane) + teams];
};

const STEPS = { ArrowUp: [-QUARTER, 0, 0], ArrowDown: [QUARTER, 0, 0], ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], PageUp: [0, -1, 0], PageDown: [0, 1, 0] };

const step = (key) => {
  const [minutes, days, teams] = STEPS[key];
  const lane = beside(held.at.lane, days, teams);
  const next = held.at.minutes + minutes;
  const begins = Number(lane?.dataset.begins);
  if (!lane || next < begins || next >= begins + Number(lane.dataset.rows) * QUARTER) return tell(words.edge);
  go({ lane, minutes: next });
  return tell(where(held.at));
};

/** Asks the site to move it; says what came of it. */
const drop = async () => {
  const hand = held;
  release();
  if (hand.at.lane === hand.from.lane && hand.at.minutes === hand.from.minutes) {
    restore(hand);
    return tell(fill(words.back, { what: hand.one.dataset.what, where: where(hand.from) }));
  }
  tell(fill(words.asking, { what: hand.one.dataset.what, where: where(hand.at) }));
  try {
    await move(hand, []);
  } catch {
    restore(hand);
    tell(words.away);
  }
  return undefined;
};

const move = async (hand, overrides) => {
  const { one, at } = hand;
  const body = { team: at.lane.dataset.team, on: dayOf(at.lane).dataset.on, starts: clock(at.minutes), overrides };
  if (one.dataset.room) body.room = one.dataset.room;
  let answer = await send(one.dataset.session, body);
  if (answer.status === 403 && (await renewed())) answer = await send(one.dataset.session, body);
  const problem = await answer.json();
  if (answer.ok) return settle(hand, problem.position);
  if (problem.overridable && !overrides.some((given) => given.rule === problem.rule)) {
    const why = await reasonFor(problem.title);
    if (why) return move(hand, [...overrides, { rule: problem.rule, reason: why }]);
  }
  restore(hand);
  one.focus();
  return tell(fill(words.refused, { what: one.dataset.what, why: problem.title ?? words.away }));
};

const send = (session, body) =>
  ask(`${change.dataset.of}${session}/move`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify(body),
  });

/** What the person gives as a reason; nothing, if the interview is to be put back. */
const reasonFor = (text) =>
  new Promise((resolve) => {
    const field = reason.querySelector("textarea");
    reason.querySelector("[data-said]").textContent = text;
    reason.returnValue = "";
    field.value = "";
    reason.addEventListener("close", () => resolve(reason.returnValue === "go" ? field.value.trim() : ""), { once: true });
    reason.showModal();
    field.focus();
  });

/** Shows the week as it now is, with the focus where it was. */
const settle = async (hand, position) => {
  const text = fill(words.moved, { what: hand.one.dataset.what, where: where(hand.at) });
  const answer = await fetch(`${location.pathname}?at=${position}`, { headers: { Accept: "text/html" } });
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  region.replaceChildren(...page.getElementById("week").childNodes);
  region.querySelector(`[data-session="${hand.one.dataset.session}"]`)?.focus();
  return tell(text);
};

/** Opens the dialog with which an interview is changed by filling in fields. */
const open = (session) => {
  const one = region.querySelector(`[data-session="${session}"]`);
  change.querySelector("[data-what]").textContent = one.dataset.what;
  for (const form of change.querySelectorAll("form[data-api]")) {
    form.dataset.api = `${change.dataset.of}${session}/${form.dataset.api.split("/").at(-1)}`;
    for (const name of ["on", "starts", "team", "room"]) if (form.elements[name]) form.elements[name].value = one.dataset[name];
  }
  change.showModal();
};

/** The quarter of an hour and the lane under the pointer, if there is one. */
const under = (event, grip) => {
  const lane = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches?.(".week-rows"));
  if (!lane) return null;
  const height = parseFloat(getComputedStyle(lane).gridAutoRows);
  const row = Math.round((event.clientY - lane.getBoundingClientRect().top - grip) / height);
  const last = Number(lane.dataset.rows) - 1;
  return { lane, minutes: Number(lane.dataset.begins) + Math.max(0, Math.min(row, last)) * QUARTER };
};

const isGrid = () => getComputedStyle(region.querySelector(".week-rows")).display === "grid";

const begin = (event) => {
  const one = event.target.closest?.(".week-one[data-session]");
  if (!one || event.button || event.pointerType === "touch" || held || !isGrid()) return;
  const start = { x: event.clientX, y: event.clientY };
  const grip = event.clientY - one.closest(".week-slot").getBoundingClientRect().top;
  const drag = (moving) => {
    if (!held && Math.hypot(moving.clientX - start.x, moving.clientY - start.y) > 4) pick(one, true);
    if (!held) return;
    moving.preventDefault();
    const at = under(moving, grip);
    if (at) go(at);
  };
  const end = (last) => {
    document.removeEventListener("pointermove", drag);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    if (!held?.byMouse) return;
    swallow = true;
    setTimeout(() => (swallow = false));
    if (last.type === "pointercancel") putBack();
    else drop();
  };
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
};

let swallow = false; // the click that ends a drag is none

const click = (event) => {
  const changes = event.target.closest("[data-change]");
  if (changes) return open(changes.dataset.change);
  const one = event.target.closest(".week-one[data-session]");
  if (!one || swallow || !isGrid()) return one && !swallow && open(one.dataset.session);
  if (held) return held.one === one ? drop() : undefined;
  return pick(one);
};

const key = (event) => {
  if (!held || held.byMouse) return held && event.key === "Escape" && putBack();
  if (event.key === "Escape" || event.key === "Tab") putBack();
  else if (event.key in STEPS) step(event.key);
  else return undefined;
  if (event.key !== "Tab") event.preventDefault();
  return undefined;
};

if (change) {
  region.addEventListener("pointerdown", begin);
  region.addEventListener("dragstart", (event) => event.preventDefault());
  region.addEventListener("click", click);
  document.addEventListener("keydown", key);
}
