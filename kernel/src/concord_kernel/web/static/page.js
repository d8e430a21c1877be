// What the modules of a page share: the words the page was given, and how a request proves itself.
export const words = JSON.parse(document.getElementById("words").textContent);

const said = (name) => document.querySelector(`meta[name=${name}]`);
const SESSION = "/door/api/v1/session";

/** A request of this page; the site takes writes only with the proof that stands on its own pages. */
export const ask = (address, { headers = {}, ...more } = {}) => {
  const csrf = said("csrf")?.content;
  return fetch(address, { ...more, headers: { ...(csrf && { "X-CSRF-Token": csrf }), ...headers } });
};

/** The session that this browser has now: "" where there is none, "other" where it is somebody else's.
    A page outlives its session when people sign in again in another tab; then its proof is renewed. */
export const session = async (method = "GET") => {
  const answer = await ask(method === "GET" ? SESSION : `${SESSION}/extend`, { method, headers: { Accept: "application/json" } });
  if (answer.status === 403 && (await renewed())) return session(method);
  if (answer.status === 401) return "";
  if (!answer.ok) throw new Error(`the session is not known: ${answer.status}`);
  return learn(await answer.json());
};

/** Whether the same person has another session now, whose proof the page has learned. */
export const renewed = async () => {
  const before = said("csrf")?.content;
  const now = await session();
  return typeof now === "object" && now.csrf !== before;
};

const learn = (now) => {
  if (said("account") && said("account").content !== now.account) return "other";
  if (said("csrf")) said("csrf").content = now.csrf;
  return now;
};

/** An element with properties and children; text is always text. */
export const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
