// Forms that name an address of the API: sent once as JSON, and answered beside the fields.
import { checked, clear, invalid, refused, say } from "./answers.js";
import { ask, renewed, session, words } from "./page.js";

/** What was filled in, as JSON: a field's name is its path, such as `members.0.reviewer`. */
export const shape = (form) => {
  const body = {};
  for (const field of form.elements) {
    const value = read(field);
    if (value !== undefined) put(body, field.name.split("."), value, field.type === "checkbox" && field.dataset.kind !== "flag");
  }
  return body;
};

const read = (field) => {
  if (!field.name || field.disabled || field.name === "csrf" || ["file", "submit", "button"].includes(field.type)) return undefined;
  if (field.dataset.kind === "flag") return field.checked;
  if (["radio", "checkbox"].includes(field.type)) return field.checked ? field.value : undefined;
  if (field.value === "" && !field.required) return undefined;
  return field.dataset.kind === "number" ? Number(field.value) : field.value;
};

const put = (body, path, value, isOneOfMany) => {
  let at = body;
  path.slice(0, -1).forEach((part, nth) => {
    at = at[part] ??= /^\d+$/.test(path[nth + 1]) ? [] : {};
  });
  const last = path.at(-1);
  at[last] = isOneOfMany ? [...(at[last] ?? []), value] : value;
};

/** Sends a form. The command's id stays until it was answered, so that a second try records nothing twice. */
const send = async (form, query) => {
  form.dataset.command ||= crypto.randomUUID();
  let answer = await post(form, query);
  if (answer.status === 403 && (await renewed())) answer = await post(form, query);
  const said = await answer.json();
  if (answer.ok) return query ? checked(form, said) : leave(form, said);
  if (answer.status === 401) return say(form, words.ended);
  if (answer.status === 403 && (await session()) === "other") return say(form, words.other);
  if (answer.status < 500) delete form.dataset.command;
  return refused(form, said);
};

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What a file is, by its name: browsers disagree on what they call a workbook. */
const kindOf = (file, field) => {
  if (field.accept === ".json") return "application/json";
  return file.name.toLowerCase().endsWith(".xlsx") ? XLSX : "text/csv";
};

const post = (form, query = "") => {
  const field = form.querySelector("input[type=file]");
  const file = field?.files?.[0];
  const kind = file ? kindOf(file, field) : "application/json";
  return ask(form.dataset.api + query, {
    method: form.dataset.method || "POST",
    headers: { Accept: "application/json", "Idempotency-Key": form.dataset.command, "Content-Type": kind },
    body: file ?? JSON.stringify(shape(form)),
  });
};

const leave = (form, said) => {
  const next = new URL(form.dataset.next?.replace("{id}", encodeURIComponent(said.id ?? "")) || location.href, location.href);
  if (said.position) next.searchParams.set("at", said.position);
  next.hash = "";
  location.assign(next);
};

const submit = async (form, query) => {
  if (form.dataset.sending) return;
  clear(form);
  if (invalid(form)) return;
  form.dataset.sending = "1";
  const buttons = [...form.querySelectorAll("button")];
  for (const one of buttons) one.setAttribute("aria-busy", "true");
  try {
    await send(form, query);
  } catch {
    say(form, words.away);
  } finally {
    delete form.dataset.sending;
    for (const one of buttons) one.removeAttribute("aria-busy");
  }
};

for (const form of document.querySelectorAll("form[data-api]")) form.noValidate = true;

// Listens at the page, so that forms which come later are served too.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-api]")) return;
  event.preventDefault();
  submit(event.target, event.submitter?.dataset.query);
});

// What was changed is another command than the one that was not answered.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-api]");
  if (form) delete form.dataset.command;
});

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens).showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
});
