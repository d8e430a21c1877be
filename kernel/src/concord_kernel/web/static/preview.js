// Shows beside a form what a dry run found: figures go to the places that the page keeps for them.

/** Fills the region that the form names; a place without a figure is left out, and so is a part without any. */
export const preview = (form, report) => {
  const region = document.getElementById(form.dataset.preview ?? "");
  if (!region) return;
  for (const place of region.querySelectorAll("[data-of]")) {
    place.textContent = written(figure(report, place.dataset.of.split(".")), place);
  }
  for (const part of region.querySelectorAll("[data-when]")) {
    const found = figure(report, part.dataset.when.split("."));
    part.hidden = !found || (typeof found === "object" && !Object.keys(found).length);
  }
  region.hidden = false;
};

/** A figure by its path in the report. */
const figure = (report, path) => path.reduce((at, part) => at?.[part], report);

const written = (value, place) => {
  const language = document.documentElement.lang;
  if (place.dataset.kind === "date") return value ? new Date(`${value}T00:00`).toLocaleDateString(language, { dateStyle: "long" }) : "–";
  return (value ?? 0).toLocaleString(language);
};
