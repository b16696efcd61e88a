import { ShopApi } from "./api.js";
import { Chips } from "./chips.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { element } from "./dom.js";
import { EventQueue } from "./events.js";
import { Log } from "./log.js";
import { Panel } from "./panel.js";
import { inkOn, readSettings } from "./settings.js";
import { forThisTab, lasting } from "./storage.js";

/** Puts the widget on the page of `script`; returns what the page may do with it. */
export async function mount(script) {
  const settings = readSettings(script);
  const { origin, strings } = settings;
  const tab = forThisTab(origin);
  const api = new ShopApi(origin, lasting(origin), settings.customerToken, settings.customerTokenUrl);
  const events = new EventQueue(api, tab);
  let page = settings.productId;
  const record = (kind, productId) => {
    if (kind === "view") page = String(productId);
    events.record(kind, productId);
  };

  const log = new Log({ strings, origin, ask: (text) => ask(text), record });
  const composer = new Composer(strings, (text, photo) => ask(text, photo));
  const chips = new Chips(strings, (chip) => conversation.remove(chip), () => focusToWrite());
  const panel = new Panel({
    strings,
    title: settings.title || strings.assistant, // a dialog has a name before the shop has told its own
    body: [log.element, chips.element, composer.element],
    onToggle: (isOpen) => {
      tab.set("open", isOpen ? "yes" : null);
      if (isOpen) load();
    },
    onOpened: focusToWrite,
    onRestart: () => conversation.restart(),
  });
  const conversation = new Conversation({
    api, log, chips, strings, page: () => page, announce: (count) => panel.noticeReplies(count), beforeTurn: () => events.flush(),
  });

  let loading = null;
  const load = () => (loading ??= loadShop());
  async function loadShop() {
    const shop = await api.shop().catch(() => ({}));
    if (!shop.name) loading = null; // the service is not up yet: the next opening asks again
    panel.title = settings.title || shop.name || strings.assistant;
    if (shop.message_characters) composer.limit = shop.message_characters;
    if (shop.photos) composer.allowPhotos(panel.dialog);
    await conversation.load(shop);
  }

  /** On a touch screen the keyboard stays down until it is wanted. */
  function focusToWrite() {
    if (matchMedia("(pointer: coarse)").matches) panel.dialog.focus();
    else composer.focus();
  }

  async function ask(text, photo = null) {
    panel.toggle(true);
    await load();
    await conversation.ask(text, photo);
  }

  document.body.append(await host(settings, panel.elements));
  const isWide = matchMedia("(min-width: 48em)").matches; // a phone's full-screen panel would hide the page just opened
  if (settings.open || (isWide && tab.get("open"))) panel.toggle(true, { takeFocus: false });

  return {
    open: () => panel.toggle(true),
    close: () => panel.toggle(false),
    ask: (text) => ask(String(text)),
    record,
    viewing: (productId) => (page = String(productId ?? "")),
    login: (customerToken) => api.login(customerToken),
    logout: () => api.login("").then(() => conversation.restart()),
  };
}

/** The element on the shop's page; its shadow keeps the shop's style out and ours in. */
async function host(settings, elements) {
  const outer = element("div", { id: "shopmate", lang: settings.strings.lang });
  const shadow = outer.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(await (await fetch(new URL("widget.css", import.meta.url))).text());
  shadow.adoptedStyleSheets = [style];
  const frame = element("div", { class: `frame ${settings.position}` }, ...elements);
  frame.style.setProperty("--accent", `rgb(${settings.accent.join(" ")})`);
  frame.style.setProperty("--accent-ink", inkOn(settings.accent));
  shadow.append(frame);
  return outer;
}
