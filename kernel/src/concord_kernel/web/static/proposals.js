// Watches a search for a plan: each better one takes the place of the one before, until somebody stops it or acts on it.
import { clear, invalid, refused, say } from "./answers.js";
import { ask, words } from "./page.js";

const section = document.getElementById("found");
const plan = document.getElementById("found-plan");
const said = document.getElementById("found-said");
const stop = document.getElementById("found-stop");
let search = null; // the one that goes on: aborting it ends it on the site too

/** What a form asks for; what is empty is not asked for. */
const query = (form) => {
  const asked = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name || (field.type === "checkbox" && !field.checked)) continue;
    if (field.dataset.kind === "flag") asked.append(field.name, "true");
    else if (field.value) asked.append(field.name, field.value);
  }
  return asked;
};

const tell = (how) => {
  said.textContent = said.dataset[how];
  stop.parentElement.hidden = how !== "searching";
};

const end = (how) => {
  if (!search) return;
  search.abort();
  search = null;
  tell(how);
};

const begin = async (form) => {
  end("stopped");
  clear(form);
  if (invalid(form)) return;
  const mine = (search = new AbortController());
  try {
    const answer = await ask(`${form.dataset.proposes}?${query(form)}`, { headers: { Accept: "text/event-stream" }, signal: mine.signal });
    if (!answer.ok) {
      search = null;
      refused(form, await answer.json());
      return;
    }
    show();
    await follow(answer.body, mine);
    if (search === mine) end("lost");
  } catch {
    if (search !== mine) return;
    if (section.hidden) say(form, words.away);
    end("lost");
  }
};

const show = () => {
  section.hidden = false;
  plan.replaceChildren();
  tell("searching");
  section.scrollIntoView({ block: "start" });
};

/** Reads events as they come; each holds the whole part of the page. */
const follow = async (body, mine) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let { done, value } = await reader.read(); !done && search === mine; { done, value } = await reader.read()) {
    const events = (text + value).split("\n\n");
    text = events.pop();
    const last = events.map((one) => /^data: (.*)$/m.exec(one)?.[1]).findLast(Boolean);
    if (last && search === mine) take(JSON.parse(last));
  }
};

const take = ({ html, over }) => {
  plan.innerHTML = html;
  for (const form of plan.querySelectorAll("form[data-api]")) form.noValidate = true;
  if (over) end("over");
};

for (const form of document.querySelectorAll("form[data-proposes]")) form.noValidate = true;

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-proposes]")) return;
  event.preventDefault();
  begin(event.target);
});

// Whoever begins to accept a plan, or to read it closely, keeps this one.
plan?.addEventListener("focusin", () => end("stopped"));
stop?.addEventListener("click", () => end("stopped"));
addEventListener("pagehide", () => end("stopped"));
