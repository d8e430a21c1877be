// Shows beside a form what was refused: a summary that takes the focus, and a sentence at each field.
import { make, words } from "./page.js";
import { preview } from "./preview.js";

/** Says one sentence above the form, with what belongs to it, and brings people there. */
export const say = (form, title, more = [], kind = "error", below = []) => {
  form.querySelector(".said")?.remove();
  const heading = make("p", { className: "usa-alert__heading", textContent: title });
  const body = make("div", { className: "usa-alert__body" }, heading, ...more);
  const box = make("div", { className: `said usa-alert usa-alert--${kind}`, tabIndex: -1 }, body, ...below);
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  form.prepend(box);
  box.focus();
};

/** Takes back what was said. */
export const clear = (form) => {
  for (const one of form.querySelectorAll(".said, .usa-error-message")) one.remove();
  for (const one of form.querySelectorAll(".usa-form-group--error")) one.classList.remove("usa-form-group--error");
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    describe(one, (ids) => ids.filter((id) => !id.endsWith("-error")));
  }
};

/** What is wrong with a field, in the page's words: the browser may speak another language. */
const wrongness = ({ type, validity }) => {
  const isNumber = type === "number";
  if (validity.valueMissing) return words.empty;
  if (validity.rangeUnderflow) return isNumber ? words.small : words.early;
  if (validity.rangeOverflow) return isNumber ? words.large : words.late;
  if (validity.tooLong) return words.long;
  return validity.patternMismatch ? words.form : words.unread;
};

/** Whether something is missing or malformed; says what and where. */
export const invalid = (form) => {
  const wrong = [...form.elements].filter((one) => one.willValidate && !one.checkValidity());
  const none = [...form.querySelectorAll("[data-some]")].filter((one) => !one.querySelector(":checked"));
  const found = [...wrong.map((one) => [one, wrongness(one)]), ...none.map((one) => [one.querySelector("input"), words.empty])];
  const seen = new Set();
  const places = found.filter(([one]) => !seen.has(one.name) && seen.add(one.name));
  if (places.length) say(form, words.problem, [list(places.map(([field, sentence]) => mark(field, sentence)))]);
  return places.length > 0;
};

/** Shows a problem that the API answered; a rule that may be gone past asks for the reason. */
export const refused = (form, problem) => {
  clear(form);
  const errors = problem.errors ?? [];
  const isFile = errors.some((one) => one.row);
  const lines = isFile || !errors.length ? [] : [list(errors.slice(0, 20).map((one) => place(form, one)))];
  const left = (problem.total ?? 0) - errors.length;
  if (left > 0) lines.push(make("p", { textContent: `${words.more} ${left}` }));
  say(form, problem.title ?? words.away, lines, "error", isFile ? [rows(errors)] : []);
  if (problem.overridable) offer(form, problem.rule);
};

/** What a dry run found; where the page has room for it, in full. */
export const checked = (form, report) => {
  preview(form, report);
  if (!report.taken) return refused(form, { title: words.mend, ...report });
  clear(form);
  return say(form, `${words.checked} ${report.rows}`, [], "success");
};

const list = (lines) => make("ul", { className: "usa-list" }, ...lines);

/** Places in a file, by row and column. */
const rows = (errors) => {
  const line = (tag, ...cells) => make("tr", {}, ...cells.map((cell) => make(tag, { textContent: cell ?? "" })));
  const head = make("thead", {}, line("th", words.row, words.column, words.what));
  for (const one of head.querySelectorAll("th")) one.scope = "col";
  const body = make("tbody", {}, ...errors.map((one) => line("td", one.row, one.column, one.sentence ?? one.rule)));
  return make("table", { className: "usa-table usa-table--borderless table" }, head, body);
};

const place = (form, error) => {
  const sentence = quoted(form, error) + (error.sentence ?? error.rule);
  const field = error.pointer && form.elements[name(error.pointer)];
  if (field) return mark(field.length && !field.options ? field[0] : field, sentence);
  return make("li", { textContent: error.pointer ? `${error.pointer.replace(/^\/body\//, "")}: ${sentence}` : sentence });
};

/** The words of a field that a refusal means: it says where they stand, and the page has them. */
const quoted = (form, { pointer, start, end }) => {
  const value = start === undefined ? "" : form.elements[name(pointer)]?.value;
  return value ? `“${[...value].slice(start, end).join("")}”: ` : "";
};

/** A JSON pointer as a field's name: `/body/members/0/reviewer` is `members.0.reviewer`. */
const name = (pointer) => pointer.split("/").slice(1).filter((part, nth) => nth || part !== "body").join(".");

/** Puts a sentence at a field; gives the line of the summary that leads there. */
const mark = (field, sentence) => {
  const group = field.closest(".usa-form-group");
  const id = `${field.id}-error`;
  const label = group?.querySelector("legend, label")?.firstChild?.textContent.trim() ?? field.name;
  if (group && field.id) {
    const earlier = group.querySelector(`#${CSS.escape(id)}`);
    const said = earlier ?? make("span", { className: "usa-error-message", id });
    said.textContent += `${earlier ? " " : ""}${sentence}`;
    const fields = group.querySelector("fieldset");
    if (fields) fields.querySelector("legend").after(said);
    else field.before(said);
    group.classList.add("usa-form-group--error");
    field.setAttribute("aria-invalid", "true");
    describe(field, (ids) => [...ids, id]);
  }
  const link = make("a", { className: "usa-link", href: `#${field.id}`, textContent: `${label}: ${sentence}` });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
  });
  return make("li", {}, link);
};

const describe = (field, change) => {
  const ids = change((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
};

/** A rule that may be gone past: asks for the reason, and sends both with the next try. */
const offer = (form, rule) => {
  const given = new Set([...form.querySelectorAll(".past--given")].map((one) => one.dataset.rule));
  if (given.has(rule)) return;
  const nth = given.size;
  const id = `reason-${crypto.randomUUID()}`;
  const reason = make("textarea", { className: "usa-textarea", id, name: `overrides.${nth}.reason`, required: true, rows: 3 });
  reason.setAttribute("aria-describedby", `${id}-hint`);
  const group = make(
    "div",
    { className: "usa-form-group past--given" },
    make("input", { type: "hidden", name: `overrides.${nth}.rule`, value: rule }),
    make("label", { className: "usa-label", htmlFor: id, textContent: words.reason }),
    make("div", { className: "usa-hint", id: `${id}-hint`, textContent: words.reasonHint }),
    reason,
  );
  group.dataset.rule = rule;
  const button = [...form.querySelectorAll("button:not([type=button])")].at(-1);
  (button?.closest(".buttons") ?? button).before(group);
};
