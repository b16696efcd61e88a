import { element } from "./dom.js";

const SAFE_PROTOCOLS = ["http:", "https:", "mailto:"];
const LINK = /\[([^\]\n]{1,200})\]\(([^()\s]{1,500})\)|https?:\/\/[^\s<>"']+/g;

/**
 * An address that may be followed, or null: only http, https, mailto and addresses relative to the shop. One with a user's
 * name before its host ("bank.example@evil.example") only pretends to lead there.
 */
export function safeUrl(address, origin) {
  if (typeof address !== "string" || !address.trim()) return null;
  try {
    const url = new URL(address, origin + "/");
    return SAFE_PROTOCOLS.includes(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** An address a picture may come from, or null. */
export function safeImage(address, origin) {
  const url = safeUrl(address, origin);
  return url && !url.startsWith("mailto:") ? url : null;
}

/** The narrower forms that the shop's own server keeps of a picture, for `srcset`. */
export function imageSizes(url) {
  if (!new URL(url).pathname.startsWith("/images/")) return null;
  return [320, 640].map((width) => `${url}?w=${width} ${width}w`).join(", ");
}

/** A link that opens beside the shop's page unless it stays on it. */
export function link(url, attributes, ...children) {
  const stays = url.startsWith(location.origin + "/") || url.startsWith("mailto:");
  const outside = stays ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return element("a", { href: url, ...outside, ...attributes }, ...children);
}

/** " (other.example)" behind a label that does not tell that its link leaves the shop, else "". */
function whereTo(url, label, origin) {
  const { host } = new URL(url);
  const known = !host || host === location.host || host === new URL(origin).host || label.includes(host);
  return known ? "" : ` (${host})`;
}

/**
 * A shop's text as nodes: `[label](address)` and bare web addresses become links when they are safe, and everything
 * else, HTML included, stays the text it is.
 */
export function richText(text, origin) {
  const nodes = [];
  let read = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, label, target] = match;
    const address = target ?? whole.replace(/[.,;:!?)\]]+$/, "");
    const url = safeUrl(address, origin);
    if (!url) continue;
    nodes.push(text.slice(read, match.index), link(url, {}, label ?? address), label ? whereTo(url, label, origin) : "");
    read = match.index + (target ? whole.length : address.length);
  }
  nodes.push(text.slice(read));
  return nodes.filter((node) => node !== "");
}
