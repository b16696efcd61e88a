/** One product: picture, choices, price and stock of the chosen variant. */
import { element, getJson, image, whenAssistant } from "./page.js";

const FEW = 5;

/** Fills `page` with the product; `addToCart(productId)` is called when a buyable variant is put in the cart. */
export async function showProduct(page, productId, addToCart) {
  const product = await getJson(`/api/products/${encodeURIComponent(productId)}`);
  document.title = `${product.title} - ${document.title}`;
  whenAssistant((chat) => chat.record("view", product.id));
  const picture = element("div", { class: "frame large" });
  const choice = new Choice(product, new URLSearchParams(location.search).get("variant"), (variant) => show(variant));
  const price = element("p", { class: "price" });
  const stock = element("p", { class: "stock-line", "aria-live": "polite" });
  const add = element("button", { type: "button", class: "main-button" }, "Add to cart");
  add.addEventListener("click", () => {
    if (add.getAttribute("aria-disabled") === "true") return;
    addToCart(product.id);
    stock.textContent = "It is in your cart.";
  });

  function show(variant) {
    price.textContent = variant?.price_text ?? product.price_text;
    stock.textContent = stockWords(variant);
    stock.classList.toggle("out", !variant?.in_stock);
    add.setAttribute("aria-disabled", String(!variant?.in_stock));
    const address = variant?.image || product.images[0] || product.image;
    picture.replaceChildren(address ? image(address, { lazy: false }) : "");
  }

  page.replaceChildren(
    picture,
    element("div", { class: "product-words" },
      element("p", { class: "crumb" }, product.brand || product.categories[0]?.replaceAll("/", " / ") || ""),
      element("h1", {}, product.title), price, ...choice.fieldsets, stock,
      element("div", { class: "product-acts" }, add, askButton("Ask about it", `Tell me more about ${product.title}`),
        askButton("Similar products", `Show similar products to ${product.title}`)),
      element("p", { class: "description" }, product.description), facts(product.attributes)),
  );
  choice.announce();
  page.hidden = false;
}

function stockWords(variant) {
  if (!variant) return "Not made in this combination.";
  if (!variant.in_stock) return "Sold out";
  return variant.stock === null || variant.stock > FEW ? "In stock" : `Only ${variant.stock} left`;
}

/** The chosen colour and size, and the variant they name. */
class Choice {
  #variants;
  #chosen;
  #onChange;

  /** Begins with the variant of the address, else with one that is in stock. */
  constructor({ variants }, sku, onChange) {
    this.#variants = variants;
    const asked = variants.find((variant) => variant.sku === sku);
    this.#chosen = { ...(asked ?? variants.find((variant) => variant.in_stock) ?? variants[0]) };
    this.#onChange = onChange;
    this.fieldsets = [this.#fieldset("colour", "Colour"), this.#fieldset("size", "Size")].filter(Boolean);
  }

  announce() {
    const { colour, size } = this.#chosen;
    this.#onChange(this.#variants.find((variant) => variant.colour === colour && variant.size === size));
  }

  #fieldset(name, legend) {
    const values = [...new Set(this.#variants.map((variant) => variant[name]).filter(Boolean))];
    if (!values.length) return null;
    const choices = values.map((value) => {
      const radio = element("input", { type: "radio", name, value });
      radio.checked = this.#chosen[name] === value;
      radio.addEventListener("change", () => {
        this.#chosen[name] = value;
        this.announce();
      });
      return element("label", { class: "choice" }, radio, element("span", {}, value));
    });
    return element("fieldset", {}, element("legend", {}, legend), ...choices);
  }
}

function askButton(label, sentence) {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", () => whenAssistant((chat) => chat.ask(sentence)));
  return button;
}

function facts(attributes) {
  const rows = Object.entries(attributes ?? {}).flatMap(([name, values]) => [
    element("dt", {}, name[0].toUpperCase() + name.slice(1)), element("dd", {}, values.join(", ")),
  ]);
  return element("dl", { class: "facts" }, ...rows);
}
