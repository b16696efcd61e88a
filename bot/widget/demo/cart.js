/** A cart that only counts: it shows how a shop tells the assistant what was carted. */
import { whenAssistant } from "./page.js";

export function cartCount() {
  return Number(sessionStorage.getItem("demo-cart") ?? 0);
}

export function addToCart(productId) {
  sessionStorage.setItem("demo-cart", String(cartCount() + 1));
  dispatchEvent(new Event("cart"));
  whenAssistant((chat) => chat.record("cart", productId));
}
