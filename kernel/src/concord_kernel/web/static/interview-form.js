// The form of an interview: shows what applies, says what is unanswered, and hands changes to the saver.
import { Drafts, keepPage } from "./drafts.js";
import { ask, make } from "./page.js";
import { progress, questionsOf, same, unanswered, visible } from "./questions.js";
import { Saver } from "./saving.js";

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const form = document.getElementById("answers");
const tool = data("tool");
const words = data("form-words");
const state = document.getElementById("save-state");
const questions = questionsOf(tool);
const typed = new Set(questions.filter(({ kind }) => ["text", "note"].includes(kind)).map(({ code }) => code));
const group = (code) => document.getElementById(`question-${code}`);
const fields = (code) => [...form.elements].filter((one) => one.name === code);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The answer that stands in the fields of one question. */
const answer = ({ code, kind }) => {
  const own = fields(code);
  const chosen = own.filter((one) => one.checked).map((one) => one.value);
  if (kind === "choices") return chosen.length ? chosen : null;
  const value = own[0].type === "radio" ? chosen[0] : own[0].value;
  if (value === undefined || !value.trim()) return null;
  return ["number", "scale"].includes(kind) ? Number(value) : value;
};

const read = () => Object.fromEntries(questions.map((one) => [one.code, answer(one)]).filter(([, value]) => value !== null));

const put = ({ code, kind }, value) => {
  for (const one of fields(code)) {
    if (["radio", "checkbox"].includes(one.type)) one.checked = [value].flat().some((each) => String(each) === one.value);
    else one.value = value ?? "";
  }
};

/** Puts answers into the fields, and leaves alone those that stand there already. */
const write = (answers) => {
  for (const one of questions) if (!same(answer(one), answers[one.code] ?? null)) put(one, answers[one.code]);
  look();
};

const fault = (code, sentence) => {
  const said = document.getElementById(`q-${code}-error`);
  if (!said) return;
  said.hidden = !sentence;
  said.textContent = sentence;
  group(code).classList.toggle("usa-form-group--error", Boolean(sentence));
  const [first] = fields(code);
  const target = first.type === "radio" || first.type === "checkbox" ? first.closest("fieldset") : first;
  if (sentence) target.setAttribute("aria-invalid", "true");
  else target.removeAttribute("aria-invalid");
};

/** Questions whose fields hold what no answer can be; they are marked, and wait. */
const unfit = () =>
  questions.filter(({ code }) => fields(code).some((one) => !one.validity.valid)).map(({ code }) => {
    fault(code, words.outside);
    return code;
  });

const label = (code) => {
  const asked = group(code).querySelector("legend, label").cloneNode(true);
  for (const one of asked.querySelectorAll(".usa-hint")) one.remove();
  return asked.textContent.trim();
};

const link = (code) => {
  const made = make("a", { className: "usa-link", href: `#q-${code}`, textContent: label(code) });
  made.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(`q-${code}`).focus();
    group(code).scrollIntoView({ block: "center" });
  });
  return made;
};

/** Brings the page up to what is answered: what shows, how far each part is, what is missing. */
const look = () => {
  const answers = read();
  const shown = visible(tool, answers);
  for (const { code } of questions) {
    group(code).hidden = !shown.has(code);
    const clears = group(code).querySelector("[data-clears]");
    if (clears) clears.hidden = !(code in answers);
  }
  for (const one of progress(tool, answers)) document.querySelector(`[data-progress="${one.id}"]`).textContent = fill(words.progress, one);
  const missing = unanswered(tool, answers);
  form.querySelector("[data-when=none]").hidden = missing.length > 0;
  form.querySelector("[data-when=some]").replaceChildren(...missing.map((code) => make("li", {}, link(code))));
  return missing;
};

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

const calendar = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", month: "long", day: "numeric" });

const say = (name, more = {}) => {
  if (more.day) more.day = calendar.format(more.day);
  state.dataset.state = name;
  state.textContent = fill(words[name], { time: clock.format(new Date()), ...more });
};

/** An answer as people read it. */
const shown = (code, value) => {
  if (value === undefined || value === null) return words.nothing;
  const options = fields(code).filter((one) => ["radio", "checkbox"].includes(one.type));
  if (!options.length) return String(value);
  const chosen = options.filter((one) => [value].flat().some((each) => String(each) === one.value));
  return chosen.map((one) => one.labels[0].textContent.trim()).join(", ");
};

const choose = (code, isMine) => {
  const button = make("button", { className: "usa-button usa-button--outline", type: "button", textContent: isMine ? words.keep : words.take });
  button.addEventListener("click", () => saver.settle(code, isMine));
  return button;
};

/** Shows both answers of each question that two people answered; one stays only when somebody says so. */
const dispute = (list) => {
  const box = document.getElementById("conflict");
  const lines = list.map(({ code, mine, theirs }) =>
    make(
      "li",
      {},
      make("p", { className: "conflict__question" }, link(code)),
      make("dl", {}, make("dt", { textContent: words.mine }), make("dd", { textContent: shown(code, mine) }), make("dt", { textContent: words.theirs }), make("dd", { textContent: shown(code, theirs) })),
      make("div", { className: "buttons" }, choose(code, true), choose(code, false)),
    ),
  );
  const isNew = box.hidden && list.length > 0;
  box.querySelector(".conflict__list").replaceChildren(...lines);
  box.hidden = !list.length;
  if (isNew) box.focus();
};

/** Shows answers that nobody asks for any more, each to be copied and let go. */
const leave = (list) => {
  const box = document.getElementById("left-over");
  if (!box) return;
  box.hidden = !list.length;
  const lines = list.map(({ label, value }, nth) => {
    const text = make("textarea", { className: "usa-textarea", readOnly: true, rows: 3, id: `left-${nth}`, value: [value].flat().join(", ") });
    const button = make("button", { className: "usa-button usa-button--outline", type: "button", textContent: words.letGo });
    button.addEventListener("click", () => saver.letGo(nth));
    return make("li", {}, make("label", { className: "usa-label", htmlFor: text.id, textContent: label }), text, make("div", { className: "buttons" }, button));
  });
  box.querySelector("ul").replaceChildren(...lines);
};

const refused = (errors) => {
  for (const { pointer, sentence } of errors) fault(pointer.split("/").at(-1), sentence);
};

const name = `${document.querySelector("meta[name=account]")?.content} ${location.pathname}`;
const kept = await Drafts.open(name, form.dataset.key).catch(() => null);
const labels = Object.fromEntries(questions.map(({ code }) => [code, label(code)]));
const saver = new Saver({ address: form.dataset.address, typed, labels, read, unfit, write, say, dispute, leave, fault: refused }, kept);

const finished = document.getElementById("finished");

const changed = (code) => {
  if (code) fault(code, "");
  finished.hidden = true;
  look();
  saver.changed();
};

form.addEventListener("input", (event) => changed(event.target.name));
form.addEventListener("click", (event) => {
  const code = event.target.closest("[data-clears]")?.dataset.clears;
  if (!code) return;
  put({ code }, null);
  fields(code)[0].focus();
  changed(code);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const heading = document.getElementById("unanswered");
  if (look().length) return heading.focus();
  if (!(await saver.push())) return state.scrollIntoView();
  const headers = { Accept: "application/json", "If-Match": `"${saver.base.version}"`, "Idempotency-Key": crypto.randomUUID() };
  try {
    const done = await ask(`${form.dataset.address}/completion`, { method: "POST", headers });
    const told = await done.json();
    if (!done.ok) return say("refused", { why: told.title });
    saver.base.version = told.version;
    say("finished");
    finished.hidden = false;
    finished.focus();
  } catch {
    say("offline");
  }
});

addEventListener("online", () => saver.push());
document.addEventListener("visibilitychange", () => document.hidden && saver.push());

look();
await saver.start({ version: form.dataset.version === "" ? null : Number(form.dataset.version), answers: read() });
form.dataset.ready = "yes";
if (navigator.onLine) await keepPage(name, "/review/sw.js").catch(() => {});
form.dataset.kept = "yes";
