// Says in time that the session is about to end (WCAG 2.2.1), and covers the page when it has ended.
import { session } from "./page.js";

const EARLY = 120_000; // how long before the end people are asked
const AGAIN = 30_000; // how soon to look again when nobody answered
const dialog = document.getElementById("idle");
const part = (name) => dialog.querySelector(`[data-when=${name}]`);
const left = dialog.querySelector("[data-left]");
let end = 0;
let timer = 0;

const wait = (span) => {
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(span, 2 ** 31 - 1));
};

/** Looks how long the session lasts, which does not prolong it; or prolongs it. */
const look = async (method = "GET") => {
  clearTimeout(timer);
  try {
    const now = await session(method);
    if (now === "other") location.reload();
    else if (now === "") over();
    else learn(now);
  } catch {
    wait(AGAIN);
  }
};

const learn = (now) => {
  end = Date.now() + now.seconds_left * 1000;
  document.body.classList.remove("covered");
  if (now.seconds_left * 1000 > EARLY + 1000) {
    dialog.close();
    wait(now.seconds_left * 1000 - EARLY);
  } else {
    show("soon");
    count();
  }
};

/** Counts down; somebody may go on in another tab, so it looks again now and then. */
const count = () => {
  clearTimeout(timer);
  const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
  left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  timer = setTimeout(seconds % 10 ? count : look, 1000);
};

/** What was typed stays where it is; nobody who passes by can read it. */
const over = () => {
  document.body.classList.add("covered");
  show("over");
};

const show = (name) => {
  for (const one of ["soon", "over"]) part(one).hidden = one !== name;
  dialog.setAttribute("aria-labelledby", `idle-${name}`);
  if (!dialog.open) dialog.showModal();
};

dialog.addEventListener("click", (event) => event.target.closest("[data-stay]") && look("POST"));
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (!part("soon").hidden) look("POST");
});
document.addEventListener("visibilitychange", () => document.hidden || look());
wait(1000);
