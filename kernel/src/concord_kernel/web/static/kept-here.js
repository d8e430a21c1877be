// Says, where somebody is not let in any more, that this computer keeps what they wrote there; opens nothing.
import { keptUntil } from "./drafts.js";

const line = document.getElementById("kept-here");
const person = document.querySelector("meta[name=account]")?.content;
const until = await keptUntil(`${person} ${location.pathname}`).catch(() => null);
if (until) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", day: "numeric" }).format(until);
  line.querySelector("p").textContent = line.dataset.said.replace("{day}", day);
  line.hidden = false;
}
