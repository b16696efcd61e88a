import { element } from "./dom.js";
import { fill } from "./strings.js";
import { richText } from "./text.js";

const NUMBERED = /^(\d+)\. (.+)$/;
const ROW = /^([^:|]{1,40}): (.+)$/;

/**
 * A reply's text as nodes, a block for each line. A comparison becomes a table: numbered names, then a line for each
 * fact with as many values ("Price: $42.00 | $74.90"). What does not fit that form stays the text it is.
 */
export function replyText(text, { origin, strings }) {
  const lines = text.split("\n").filter((line) => line.trim());
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const names = namesFrom(lines, at);
    const rows = names.length > 1 ? rowsFrom(lines, at + names.length, names.length) : [];
    if (rows.length) nodes.push(comparison(names, rows, strings));
    else nodes.push(element("div", { class: "said" }, ...richText(lines[at], origin)));
    at += rows.length ? names.length + rows.length : 1;
  }
  return nodes;
}

/** The names of the lines "1. …", "2. …" that begin at `start`. */
function namesFrom(lines, start) {
  const names = [];
  for (const line of lines.slice(start)) {
    const [, number, name] = line.match(NUMBERED) ?? [];
    if (Number(number) !== names.length + 1) break;
    names.push(name);
  }
  return names;
}

/** `[label, values]` of the lines from `start` on that have exactly `count` values. */
function rowsFrom(lines, start, count) {
  const rows = [];
  for (const line of lines.slice(start)) {
    const [, label, told = ""] = line.match(ROW) ?? [];
    const values = told.split(" | ");
    if (!label || values.length !== count) break;
    rows.push([label, values]);
  }
  return rows;
}

function comparison(names, rows, strings) {
  const cell = (tag, text, scope) => element(tag, { scope, dir: "auto" }, text);
  const head = element("tr", {}, element("td"), ...names.map((name) => cell("th", name, "col")));
  const body = rows.map(([label, values]) => element("tr", {}, cell("th", label, "row"), ...values.map((value) => cell("td", value))));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  // Focusable, because four columns scroll on a phone and a keyboard must be able to scroll them.
  const label = fill(strings.comparison, { count: names.length });
  return element("div", { class: "comparison", role: "region", tabindex: "0", "aria-label": label }, table);
}
