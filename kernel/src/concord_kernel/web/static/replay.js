// The replay's slider: fetches the step it stands at, and keeps the address citable.
const slider = document.querySelector("#replay-slider");
const range = slider?.querySelector("input[type=range]");
const PAUSE = 200; // milliseconds between two steps that are fetched while the slider is drawn

let asking = null;
let waiting = null;

const say = () => {
  const said = slider.dataset.said.replace("{nth}", range.value).replace("{many}", range.max);
  range.setAttribute("aria-valuetext", said);
};

const show = async (address) => {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!answer.ok) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const step = page.querySelector("#replay-step");
    const focused = document.activeElement?.rel;
    document.querySelector("#replay-step").replaceChildren(...step.childNodes);
    if (focused) (document.querySelector(`#replay-step a[rel=${focused}]`) ?? range).focus();
    document.querySelector("#replay-said").textContent = page.querySelector("#replay-said").textContent;
    if (!waiting) range.value = step.dataset.nth;
    say();
    history.replaceState(null, "", answer.url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
};

const move = () => {
  waiting = null;
  show(`${slider.action}?step=${range.value}`);
};

if (slider) {
  slider.querySelector("[data-without-js]").hidden = true;
  range.addEventListener("input", () => {
    say();
    waiting ??= setTimeout(move, PAUSE);
  });
  slider.addEventListener("submit", (event) => {
    event.preventDefault();
    move();
  });
  document.querySelector("#replay-step").addEventListener("click", (event) => {
    const link = event.target.closest("a[rel=prev], a[rel=next]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    show(link.href);
  });
}
