// Passkeys: asks the browser's devices for a new key or for a signature, and sends what they give.
import { clear, invalid, refused, say } from "./answers.js";
import { ask, words } from "./page.js";

const isAble = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === "function";

/** What the site says to one question; a refusal is thrown as the problem it is. */
const asked = async (address, body = {}) => {
  const answer = await ask(address, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.rule), { problem: said });
  return said;
};

const ways = {
  async add(form) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await asked("/door/passkeys/options"));
    const credential = await navigator.credentials.create({ publicKey });
    await asked("/door/passkeys", { name: form.elements.name.value, credential: credential.toJSON() });
  },
  async use() {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked("/door/sign-in/passkey/options"));
    const credential = await navigator.credentials.get({ publicKey });
    await asked("/door/sign-in/passkey", credential.toJSON());
  },
};

/** Says what went wrong: the site's sentence, or that the device was not asked to the end. */
const failed = (form, error) => {
  if (error.problem) return refused(form, error.problem);
  if (error.name === "InvalidStateError") return say(form, form.dataset.known);
  return say(form, error instanceof DOMException ? form.dataset.cancelled : words.away);
};

const submit = async (form) => {
  clear(form);
  if (form.dataset.sending || invalid(form)) return;
  form.dataset.sending = "1";
  try {
    await ways[form.dataset.passkey](form);
    location.assign(form.dataset.next);
  } catch (error) {
    failed(form, error);
  } finally {
    delete form.dataset.sending;
  }
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.noValidate = true;
  form.hidden = !isAble;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form);
  });
}
for (const one of document.querySelectorAll("[data-without-passkeys]")) one.hidden = isAble;
