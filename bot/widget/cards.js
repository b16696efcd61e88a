import { element, icon, iconButton, spoken } from "./dom.js";
import { fill } from "./strings.js";
import { imageSizes, link, safeImage, safeUrl } from "./text.js";

/**
 * Products side by side: swipe, arrow keys, or the two buttons.
 *
 * `shop` holds `strings`, `origin`, `ask(text)` and `record(kind, productId)`.
 */
export function carousel(products, shop) {
  const { strings } = shop;
  const name = products.length === 1 ? strings.oneProduct : fill(strings.products, { count: products.length });
  const cards = products.map((product) => productCard(product, shop));
  const track = element("ul", { class: "track", tabindex: "0", role: "list", "aria-label": name }, ...cards);
  const previous = iconButton("previous", strings.previous, () => scrollByCard(track, -1), { class: "step before" });
  const next = iconButton("next", strings.next, () => scrollByCard(track, 1), { class: "step after" });
  track.addEventListener("keydown", (event) => steer(event, track));
  dimAtTheEnds(track, previous, next);
  noticeShown(track, products, shop.record);
  // The reply says how many these are and why: reading out every card would drown it.
  return element("div", { class: "carousel", role: "group", "aria-label": name, "aria-live": "off" }, previous, track, next);
}

function productCard(product, { strings, origin, ask, record }) {
  const { id, title } = product;
  const url = safeUrl(product.url, origin);
  const clicked = () => record("click", id);
  const act = (label, sentence) => {
    const say = fill(sentence, { title });
    const click = () => {
      clicked();
      ask(say);
    };
    return element("button", { type: "button", class: "act", "aria-label": say, on: { click } }, label);
  };
  const view = { class: "act", "aria-label": fill(strings.viewProduct, { title }), on: { click: clicked } };
  const words = element(
    "div",
    { class: "words" },
    element("h3", { class: "card-title", dir: "auto" }, title),
    element("p", { class: "card-facts" }, element("strong", {}, priceText(product)), before(product, strings), stock(product, strings)),
    rating(product, strings),
    product.options ? element("p", { class: "card-options", dir: "auto" }, product.options) : null,
    product.reason ? element("p", { class: "card-reason" }, icon("spark"), element("span", { dir: "auto" }, product.reason)) : null,
    element("div", { class: "acts" }, act(strings.more, strings.moreAbout), act(strings.similar, strings.similarTo),
      url ? link(url, view, strings.view) : null),
  );
  const article = element("article", { class: "card", "aria-label": title }, picture(product, origin), words);
  return element("li", { "data-product": id }, article);
}

function picture(product, origin) {
  const url = product.image ? safeImage(product.image, origin) : null;
  const frame = element("div", { class: "picture" });
  // The title stands right below, so the picture says nothing of its own.
  const image = url && element("img", { src: url, srcset: imageSizes(url), sizes: "15rem", alt: "", loading: "lazy", decoding: "async", draggable: "false" });
  image?.addEventListener("error", () => image.replaceWith(icon("bag")));
  frame.append(image || icon("bag"));
  return frame;
}

function priceText({ price_text, price, currency }) {
  if (price_text) return price_text;
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(price);
  } catch {
    return `${price} ${currency ?? ""}`.trim();
  }
}

/** The price before a sale: struck out for the eye, said for the ear. */
function before({ list_price_text: text }, strings) {
  return text ? element("s", { class: "before-sale" }, spoken(strings.beforeSale), text) : null;
}

function stock(product, strings) {
  return element("span", { class: product.in_stock ? "stock" : "stock out" }, product.in_stock ? strings.inStock : strings.soldOut);
}

/** Stars for the eye, words for the ear; nothing for a product without reviews. */
function rating(product, strings) {
  if (!product.rating) return null;
  const value = Number(product.rating).toFixed(1);
  const words = fill(product.review_count ? strings.rating : strings.ratingAlone, { rating: value, count: product.review_count });
  const full = Math.round(product.rating);
  const stars = element("span", { "aria-hidden": "true" }, "★".repeat(full) + "☆".repeat(5 - full));
  const beside = product.review_count ? `${value} (${product.review_count})` : value;
  const count = element("span", { class: "count", "aria-hidden": "true" }, beside);
  return element("p", { class: "rating" }, stars, count, spoken(words));
}

/** Arrow keys go to the neighbouring card, Home and End to the outer ones; focus inside a card goes along. */
function steer(event, track) {
  const cards = [...track.children];
  const backwards = getComputedStyle(track).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
  const forwards = backwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const active = track.getRootNode().activeElement;
  const here = cards.findIndex((card) => card.contains(active));
  const from = here < 0 ? leading(track) : here;
  const to = { [backwards]: from - 1, [forwards]: from + 1, Home: 0, End: cards.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const card = cards[Math.max(0, Math.min(cards.length - 1, to))];
  reveal(track, card);
  if (here >= 0) card.querySelector("button, a")?.focus({ preventScroll: true });
}

/** The card at the start of what is visible. */
function leading(track) {
  const start = Math.abs(track.scrollLeft);
  const offsets = [...track.children].map((card) => Math.abs(card.offsetLeft - track.firstElementChild.offsetLeft));
  return offsets.findIndex((offset) => offset >= start - 4);
}

function scrollByCard(track, step) {
  const card = track.children[Math.max(0, Math.min(track.children.length - 1, leading(track) + step))];
  reveal(track, card);
}

function reveal(track, card) {
  track.scrollTo({ left: card.offsetLeft - track.firstElementChild.offsetLeft });
}

/** Says on the two buttons where the row ends; both are gone when everything fits. */
function dimAtTheEnds(track, previous, next) {
  const look = () => {
    const room = track.scrollWidth - track.clientWidth;
    const at = Math.abs(track.scrollLeft);
    previous.hidden = next.hidden = room < 4;
    previous.setAttribute("aria-disabled", String(at < 4));
    next.setAttribute("aria-disabled", String(at > room - 4));
  };
  track.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(track);
}

/** Records a product as shown when at least half of its card has been in view. */
function noticeShown(track, products, record) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      record("shown", target.dataset.product);
    }
  }, { threshold: 0.5 });
  if (products.length) [...track.children].forEach((card) => seen.observe(card));
}
