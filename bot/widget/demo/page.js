/** What every part of the demo shop needs: elements, calls, and the way to the assistant. */

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; strings become text. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A product picture beside its title, so without words of its own. */
export function image(address, { lazy = true } = {}) {
  const picture = element("img", { src: address, alt: "", decoding: "async", loading: lazy ? "lazy" : "eager" });
  picture.addEventListener("error", () => picture.remove());
  return picture;
}

/** The JSON at `path`; an Error with the shop's own sentence otherwise. */
export async function getJson(path) {
  const response = await fetch(path).catch(() => null);
  const body = await response?.json().catch(() => null);
  if (response?.ok) return body;
  throw new Error(body?.error?.message ?? "The shop does not answer. Please reload the page in a moment.");
}

/** Runs `use` with the assistant, now or when it has loaded. */
export function whenAssistant(use) {
  if (window.Shopmate?.ask) use(window.Shopmate);
  else addEventListener("shopmate:ready", (event) => use(event.detail), { once: true });
}
