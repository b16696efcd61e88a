/** Small builders for elements. Text only ever enters as text: there is no innerHTML in this widget. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`on`) and children; strings become text nodes. */
export function element(tag, { on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  node.append(...children.filter((child) => child != null));
  return node;
}

/** A line drawing in the colour of the text around it, invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a drawing; `label` is what it says to screen readers and on hover. */
export function iconButton(name, label, onClick, attributes = {}) {
  const button = element("button", { type: "button", class: "icon-button", on: { click: onClick }, ...attributes }, icon(name));
  relabel(button, label);
  return button;
}

/** Changes what an icon button says. */
export function relabel(button, label) {
  button.setAttribute("aria-label", label);
  button.title = label;
}

/** Words for screen readers only. */
export function spoken(text) {
  return element("span", { class: "spoken" }, text);
}

const ICONS = {
  chat: "M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z M8 9.5h8 M8 12.7h5",
  close: "M6 6l12 12 M18 6L6 18",
  restart: "M5 12a7 7 0 1 0 2.2-5.1 M5 4.5v3.6h3.6",
  send: "M12 19V5.5 M6 11.5l6-6 6 6",
  photo: "M4 7.5h3.5L9 5h6l1.5 2.5H20v11H4z M12 16.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8z",
  bag: "M5.5 8.5h13l-1 11.5h-11z M8.8 8.5V7a3.2 3.2 0 0 1 6.4 0v1.5",
  previous: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  spark: "M12 4l1.9 5.6L19.5 12l-5.6 1.9L12 19.5l-1.9-5.6L4.5 12l5.6-2.4z",
};
