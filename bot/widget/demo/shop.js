/** The demo shop: a page of products, or one product, after the address. */
import { addToCart, cartCount } from "./cart.js";
import { showProduct } from "./product.js";
import { byId, element, getJson, image, whenAssistant } from "./page.js";

const PAGE_SIZE = 24;
/** Of the demo shop alone: another shop sells something else. */
const WISHES = [
  "red running shoes under 80", "a warm jacket for winter", "a gift for a coffee lover", "How long does delivery take?",
];

async function start() {
  byId("own-address").textContent = location.origin;
  byId("cart-count").textContent = cartCount();
  addEventListener("cart", () => (byId("cart-count").textContent = cartCount()));
  const shop = await getJson("/api/shop");
  byId("shop-name").textContent = document.title = shop.name;
  const productId = location.pathname.match(/^\/products\/(.+)$/)?.[1];
  const department = new URLSearchParams(location.search).get("department") ?? "";
  showDepartments(shop.departments, productId ? null : department);
  showLogin(shop.demo_customers ?? []);
  if (productId) await showProduct(byId("product"), decodeURIComponent(productId), addToCart);
  else await showShelf(department, shop.demo_customers?.length ? WISHES : shop.quick_replies);
  if (!productId && !department) await showHeroPictures(shop.departments);
}

function showDepartments(departments, current) {
  const links = ["", ...departments].map((name) => {
    const here = name === current ? { "aria-current": "page" } : {};
    return element("a", { href: name ? `/?department=${encodeURIComponent(name)}` : "/", ...here }, name || "Everything");
  });
  byId("departments").replaceChildren(...links);
}

/** "Shop as Ana": only where the service offers customers to try. */
function showLogin(customers) {
  byId("login").hidden = customers.length === 0;
  const choose = byId("customer");
  choose.append(new Option("a guest", ""), ...customers.map(({ name, token }) => new Option(name, token)));
  choose.addEventListener("change", () => whenAssistant((chat) => (choose.value ? chat.login(choose.value) : chat.logout())));
}

async function showShelf(department, wishes) {
  byId("shelf-title").textContent = department || "Everything";
  byId("shelf").hidden = false;
  byId("hero").hidden = department !== "";
  byId("wishes").replaceChildren(...wishes.map(wishButton));
  const more = byId("more");
  more.addEventListener("click", () => showNextPage(department, more));
  await showNextPage(department, more);
}

/** A picture from each of the largest departments; none rather than a gap. */
async function showHeroPictures(departments) {
  const first = (category) => getJson(`/api/products?${new URLSearchParams({ category, limit: 3 })}`);
  const pages = await Promise.all(departments.slice(0, 6).map(first));
  const addresses = pages.map(({ products }) => products.find((product) => product.image)?.image).filter(Boolean);
  const hero = byId("hero-pictures");
  hero.hidden = addresses.length < 3;
  hero.replaceChildren(...addresses.slice(0, 3).map((address) => element("div", { class: "frame" }, image(address))));
}

/** Appends the next products; the focus goes to the first of them when a keyboard asked. */
async function showNextPage(department, more) {
  const grid = byId("grid");
  const offset = grid.children.length;
  const query = new URLSearchParams({ limit: PAGE_SIZE, offset, category: department });
  const { products, total } = await getJson(`/api/products?${query}`);
  grid.append(...products.map(tile));
  byId("shelf-count").textContent = total === 1 ? "1 product" : `${total} products`;
  more.hidden = grid.children.length >= total;
  if (offset) grid.children[offset]?.querySelector("a").focus();
  return products;
}

function wishButton(wish) {
  const ask = () => whenAssistant((chat) => chat.ask(wish));
  const button = element("button", { type: "button", class: "wish" }, wish);
  button.addEventListener("click", ask);
  return button;
}

function tile({ title, url, image: address, price_text: price, in_stock: inStock, rating, review_count: reviews }) {
  const facts = element("p", { class: "tile-facts" }, element("strong", {}, price));
  if (rating) facts.append(stars(rating, reviews));
  if (!inStock) facts.append(element("span", { class: "sold-out" }, "Sold out"));
  const link = element("a", { href: url, class: "tile" },
    element("div", { class: "frame" }, address ? image(address) : ""), element("h3", {}, title), facts);
  return element("li", {}, link);
}

function stars(rating, reviews) {
  const words = `Rated ${rating.toFixed(1)} out of 5 by ${reviews} customers`;
  return element("span", { class: "stars", role: "img", "aria-label": words }, `★ ${rating.toFixed(1)}`);
}

start().catch((error) => {
  byId("trouble").textContent = error.message;
  byId("trouble").hidden = false;
});
