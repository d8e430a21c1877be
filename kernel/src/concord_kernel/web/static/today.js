// Says beside each form of the day how it stands on this device: saved, waiting, or not taken.
// It reads marks that the drafts carry beside what is sealed; it opens no draft and sends nothing.
import { standing } from "./drafts.js";

const AGAIN = 3_000;
const words = JSON.parse(document.getElementById("sync-words").textContent);
const box = document.getElementById("sync");
const person = document.querySelector("meta[name=account]")?.content;
const KIND = { saved: "done", waiting: "warn", refused: "late" };

const say = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

/** Marks one item; true when it waits. */
const mark = (item, marks) => {
  const state = marks.get(`${person} ${item.dataset.draft}`) ?? (item.dataset.saved ? "saved" : "");
  if (item.dataset.state !== state) {
    item.dataset.state = state;
    item.className = `today__state${state ? ` tag tag--${KIND[state]}` : ""}`;
  }
  say(item, state ? words[state] : "");
  return state === "waiting" || state === "refused";
};

const look = async () => {
  const marks = await standing().catch(() => new Map());
  const waiting = [...document.querySelectorAll("[data-draft]")].filter((item) => mark(item, marks)).length;
  say(box, waiting ? words.some.replace("{count}", waiting) : words.none);
  box.dataset.ready = "yes";
};

for (const name of ["online", "pageshow", "focus"]) addEventListener(name, look);
document.addEventListener("visibilitychange", () => document.hidden || look());
setInterval(() => document.hidden || look(), AGAIN);
look();
