// Sends a form that names an API as JSON, once, and shows what the rules say about it.
const shape = (form) => {
  const body = {};
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    if (value === "" && !field.required) continue;
    if (form.querySelector(`[type=checkbox][name="${name}"]`)) {
      body[name] = [...(body[name] ?? []), value];
      continue;
    }
    let at = body;
    const path = name.split(".");
    for (const [nth, part] of path.slice(0, -1).entries()) at = at[part] ??= /^\d+$/.test(path[nth + 1]) ? [] : {};
    const last = path.at(-1);
    const read = field.dataset?.kind === "number" ? Number(value) : value;
    at[last] = read;
  }
  return body;
};

const say = (form, problem) => {
  const box = form.querySelector(".said") ?? form.insertBefore(document.createElement("div"), form.firstChild);
  box.className = "said";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const places = (problem.errors ?? []).slice(0, 20).map((one) => {
    const line = document.createElement("li");
    line.textContent = [one.pointer, one.row && `row ${one.row}`, one.column, one.sentence ?? one.rule].filter(Boolean).join(" · ");
    return line;
  });
  const list = document.createElement("ul");
  list.append(...places);
  box.replaceChildren(Object.assign(document.createElement("strong"), { textContent: problem.title }), list);
  box.focus();
};

const send = async (form) => {
  form.dataset.command ??= crypto.randomUUID();
  const file = form.querySelector("input[type=file]")?.files?.[0];
  const answer = await fetch(form.dataset.api, {
    method: "POST",
    headers: { "Idempotency-Key": form.dataset.command, "Content-Type": file ? "text/csv" : "application/json" },
    body: file ?? JSON.stringify(shape(form)),
  });
  const said = await answer.json();
  if (!answer.ok) {
    if (answer.status < 500) delete form.dataset.command;
    return say(form, said);
  }
  const next = new URL(form.dataset.next?.replace("{id}", said.id) ?? location.href, location.href);
  next.searchParams.set("at", said.position);
  location.assign(next);
};

for (const form of document.querySelectorAll("form[data-api]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await send(form);
    } catch {
      say(form, { title: "The site did not answer. Nothing is lost: press the button again." });
    } finally {
      button.disabled = false;
    }
  });
}
