// What a tool's answers mean: which questions show, which are unanswered. Pure; no page, no network.
// The twin of concord_contracts.expressions and .answering; both run tests/tables/expressions.json.

export const isAnswered = (value) =>
  value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && !value.length);

const kind = (value) => {
  if (Array.isArray(value)) return "list";
  return { boolean: "boolean", number: "number", string: "words" }[typeof value] ?? "nothing";
};

export const same = (left, right) => {
  if (kind(left) !== kind(right)) return false;
  if (!Array.isArray(left)) return left === right || kind(left) === "nothing";
  return left.length === right.length && left.every((one, nth) => same(one, right[nth]));
};

// Words are ordered by their characters, as Python orders them, not by halves of characters.
const order = (left, right) => {
  if (typeof left === "number") return left - right;
  const [a, b] = [left, right].map((words) => [...words].map((one) => one.codePointAt(0)));
  const nth = a.findIndex((one, at) => one !== b[at]);
  if (nth < 0) return a.length - b.length;
  return nth < b.length ? a[nth] - b[nth] : 1;
};

const ordered = (fits) => (left, right) =>
  kind(left) === kind(right) && ["number", "words"].includes(kind(left)) && fits(order(left, right));

const onTwo = {
  "==": same,
  "!=": (left, right) => !same(left, right),
  "<": ordered((by) => by < 0),
  "<=": ordered((by) => by <= 0),
  ">": ordered((by) => by > 0),
  ">=": ordered((by) => by >= 0),
  in: (left, right) => Array.isArray(right) && right.some((one) => same(left, one)),
};

const answerOf = (answers, code) => (Object.hasOwn(answers, code) ? answers[code] : null) ?? null;

export const holds = (tree, answers) => evaluate(tree, answers) === true;

export function evaluate(tree, answers) {
  if (kind(tree) !== "nothing" || tree === null) return tree;
  const [[operator, rest]] = Object.entries(tree);
  switch (operator) {
    case "var":
      return answerOf(answers, rest);
    case "answered":
      return isAnswered(answerOf(answers, rest));
    case "not":
      return !holds(rest, answers);
    case "and":
      return rest.every((part) => holds(part, answers));
    case "or":
      return rest.some((part) => holds(part, answers));
    default:
      return onTwo[operator](...rest.map((part) => evaluate(part, answers)));
  }
}

export const questionsOf = (tool) => tool.sections.flatMap((section) => section.questions);

// The codes that are shown; answers of hidden questions count for no later condition.
export function visible(tool, answers) {
  const standing = { ...answers };
  const shown = new Set();
  for (const question of questionsOf(tool)) {
    if (question.show_if === undefined || question.show_if === null || holds(question.show_if, standing)) shown.add(question.code);
    else delete standing[question.code];
  }
  return shown;
}

export function unanswered(tool, answers) {
  const shown = visible(tool, answers);
  return questionsOf(tool)
    .filter((one) => one.required && shown.has(one.code) && !isAnswered(answerOf(answers, one.code)))
    .map((one) => one.code);
}

// Of each section: how many questions show, and how many of them are answered.
export function progress(tool, answers) {
  const shown = visible(tool, answers);
  return tool.sections.map((section) => {
    const asked = section.questions.filter((one) => shown.has(one.code));
    return { id: section.id, asked: asked.length, answered: asked.filter((one) => isAnswered(answerOf(answers, one.code))).length };
  });
}
