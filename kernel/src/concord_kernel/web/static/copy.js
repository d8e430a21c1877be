// Copies a text of the page; where the browser lets nothing into its clipboard, marks it to be copied by hand.
const said = document.getElementById("copied");

const copy = async ({ dataset: { copies, of } }) => {
  const text = document.getElementById(copies);
  try {
    await navigator.clipboard.writeText(text.innerText.trim());
    said.textContent = said.dataset.done.replace("{name}", of);
  } catch {
    getSelection().selectAllChildren(text);
    said.textContent = said.dataset.marked;
  }
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copies]");
  if (button) copy(button);
});
