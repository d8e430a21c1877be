// The timer of a focus group's agenda: one part after the other, by its buttons; says in words what begins and ends.
// Times count from the clock and not from ticks, so that a closed laptop or a hidden tab loses nothing.
const box = document.getElementById("agenda");
const words = JSON.parse(document.getElementById("agenda-words").textContent);
const lines = [...document.querySelectorAll("#agenda-parts > li")];
const parts = lines.map((line) => ({ minutes: Number(line.dataset.minutes), label: line.querySelector(".steps__label").textContent.trim() }));
const [part, clock, said] = ["agenda-part", "agenda-clock", "agenda-said"].map((id) => document.getElementById(id));
const toggle = box.querySelector("[data-agenda=toggle]");
const KEPT = `concord-agenda ${box.dataset.group}`;
const EARLY = 120_000; // how long before its end a part is said to end

// at: which part; spent: milliseconds of it before the last start; since: when it was started, null while it rests.
let now = { at: 0, spent: 0, since: null, told: "" };
try {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept && parts[kept.at]) now = kept;
} catch {
  // What was kept cannot be read: the agenda begins anew.
}

const fill = (text) => text.replace("{part}", parts[now.at].label).replace("{minutes}", parts[now.at].minutes);
const spent = () => now.spent + (now.since === null ? 0 : Date.now() - now.since);
const left = () => parts[now.at].minutes * 60_000 - spent();

const say = (name) => (said.textContent = fill(words[name]));

const change = (to) => {
  now = { ...now, ...to };
  sessionStorage.setItem(KEPT, JSON.stringify(now));
  show();
};

const show = () => {
  const seconds = Math[left() < 0 ? "floor" : "ceil"](left() / 1000);
  const over = Math.abs(seconds);
  clock.textContent = `${seconds < 0 ? "+" : ""}${Math.floor(over / 60)}:${String(over % 60).padStart(2, "0")}`;
  clock.classList.toggle("agenda__clock--over", seconds < 0);
  part.textContent = parts[now.at].label;
  toggle.textContent = now.since === null ? words.start : words.pause;
  box.querySelector("[data-agenda=back]").disabled = now.at === 0;
  lines.forEach((line, nth) => {
    line.classList.toggle("steps__one--current", nth === now.at);
    line.classList.toggle("steps__one--done", nth < now.at);
    if (nth === now.at) line.setAttribute("aria-current", "step");
    else line.removeAttribute("aria-current");
  });
};

const tick = () => {
  if (now.since === null) return;
  const name = left() <= 0 ? "over" : left() <= EARLY ? "soon" : "";
  if (name && name !== now.told && !(now.told === "over")) {
    change({ told: name });
    say(name);
  }
  show();
};

const go = (at) => {
  change({ at, spent: 0, since: now.since === null ? null : Date.now(), told: "" });
  say("begun");
};

const does = {
  toggle: () => {
    if (now.since === null) {
      change({ since: Date.now() });
      say("begun");
    } else {
      change({ spent: spent(), since: null });
      say("paused");
    }
  },
  next: () => {
    if (now.at < parts.length - 1) return go(now.at + 1);
    change({ spent: spent(), since: null });
    say("done");
  },
  back: () => now.at > 0 && go(now.at - 1),
  anew: () => {
    change({ at: 0, spent: 0, since: null, told: "" });
    say("paused");
  },
};

box.addEventListener("click", (event) => does[event.target.closest("[data-agenda]")?.dataset.agenda]?.());
setInterval(tick, 500);
show();
box.dataset.ready = "yes";
