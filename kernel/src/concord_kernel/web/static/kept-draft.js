// Shows what this computer keeps of a form that is not its writer's to fill in any more: to be copied. Sends nothing.
import { Drafts } from "./drafts.js";
import { make } from "./page.js";
import { unsent } from "./saving.js";

const box = document.getElementById("kept");
const labels = JSON.parse(document.getElementById("labels").textContent);
const name = `${document.querySelector("meta[name=account]")?.content} ${location.pathname}`;

/** Every answer of a draft that the site was not sent, with its question. */
const answers = (draft) => [
  ...unsent(draft).map((code) => ({ label: labels[code] ?? draft.labels?.[code] ?? code, value: draft.mine[code] })),
  ...(draft.left ?? []),
];

const line = ({ label, value }, nth) => {
  const text = make("textarea", { className: "usa-textarea", readOnly: true, rows: 4, id: `kept-${nth}`, value: [value].flat().join(", ") });
  return make("li", {}, make("label", { className: "usa-label", htmlFor: text.id, textContent: label }), text);
};

const drafts = await Drafts.open(name, box.dataset.key).catch(() => null);
const draft = await drafts?.read();
const found = draft ? answers(draft) : [];
box.querySelector("ul").replaceChildren(...found.map(line));
box.querySelector("[data-when=some]").hidden = !found.length;
box.querySelector("[data-when=none]").hidden = found.length > 0;
box.dataset.ready = "yes";
