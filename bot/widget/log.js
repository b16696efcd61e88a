import { carousel } from "./cards.js";
import { element, icon, spoken } from "./dom.js";
import { replyText } from "./table.js";

const SAY_TYPING_AFTER_MS = 1500;
/** Of the height of the log: what a question may have of it above its answer. */
const QUESTION_SHARE = 0.4;

/** The conversation on screen: turns, what can be answered with one tap, and the typing sign. */
export class Log {
  #shop;
  #strings;
  #turns;
  #replies;
  #typing;
  #typingWords = element("span", { class: "spoken", role: "status" });
  #typingTimer = 0;

  /** `shop` holds `strings`, `origin`, `ask(text)` and `record(kind, productId)`. */
  constructor(shop) {
    this.#shop = shop;
    this.#strings = shop.strings;
    // Focusable, because it scrolls and a keyboard must be able to scroll it.
    this.#turns = element("div", {
      class: "turns", role: "log", tabindex: "0", "aria-label": this.#strings.log, "aria-live": "polite", "aria-relevant": "additions",
    });
    this.#replies = element("div", { class: "replies", role: "group", "aria-label": this.#strings.suggestions, hidden: true });
    this.#typing = element("div", { class: "typing", hidden: true, "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
    this.element = element("div", { class: "log" }, this.#turns, this.#typing, this.#replies, this.#typingWords);
  }

  /** The customer's words and photo (a canvas); returns what shows how the sending went. */
  addCustomer(text, photo = null) {
    const bubble = element("div", { class: "bubble", dir: "auto" }, spoken(this.#strings.you), text);
    if (photo) bubble.prepend(photo);
    const turn = element("div", { class: "turn customer" }, bubble);
    this.#add(turn);
    this.#scrollTo(turn);
    return new Delivery(turn, this.#strings);
  }

  /** One reply of the shop: its words and, under them, its own products. */
  addReply({ text = "", products = [], quick_replies: replies = [] }) {
    const turn = element("div", { class: "turn shop" });
    if (text) {
      turn.append(element("div", { class: "bubble", dir: "auto" }, spoken(this.#strings.shop), ...replyText(text, this.#shop)));
    }
    if (products.length) turn.append(carousel(products, this.#shop));
    this.#add(turn);
    this.offer(replies);
    return turn;
  }

  /** Brings a reply into view from its beginning, below the question that it answers; of a long one below its end. */
  showFrom(turn, question = turn) {
    const above = turn.getBoundingClientRect().top - question.getBoundingClientRect().top;
    this.#scrollTo(turn, Math.min(above, this.element.clientHeight * QUESTION_SHARE));
  }

  /** The sentences that can be sent with one tap; they belong to the newest reply only. */
  offer(sentences) {
    this.#replies.replaceChildren(...sentences.map((sentence) => this.#replyButton(sentence)));
    this.#replies.hidden = sentences.length === 0;
  }

  set isTyping(on) {
    this.#typing.hidden = !on;
    clearTimeout(this.#typingTimer);
    this.#typingWords.textContent = "";
    if (!on) return;
    this.#scrollTo(this.#typing);
    // A quick answer needs no announcement of its own.
    this.#typingTimer = setTimeout(() => (this.#typingWords.textContent = this.#strings.typing), SAY_TYPING_AFTER_MS);
  }

  /** Runs `fill` without reading out what it adds: old turns are no news. */
  quietly(fill) {
    this.#turns.setAttribute("aria-live", "off");
    fill();
    requestAnimationFrame(() => requestAnimationFrame(() => this.#turns.setAttribute("aria-live", "polite")));
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  clear() {
    this.#turns.replaceChildren();
    this.offer([]);
  }

  #replyButton(sentence) {
    return element("button", { type: "button", class: "reply", dir: "auto", on: { click: () => this.#shop.ask(sentence) } }, sentence);
  }

  #add(turn) {
    this.#turns.append(turn);
  }

  /** Scrolls down until `node` and what follows it are in view, but never past what stands `above` its start. */
  #scrollTo(node, above = 0) {
    // Not scrollIntoView: it would scroll the shop's page too.
    const start = node.getBoundingClientRect().top - this.element.getBoundingClientRect().top - above - 12;
    const rest = this.element.scrollHeight - this.element.clientHeight - this.element.scrollTop;
    this.element.scrollTop += Math.min(start, rest);
  }
}

/** How the sending of one message went, shown under it. */
class Delivery {
  turn;
  #strings;
  #note = null;

  constructor(turn, strings) {
    this.turn = turn;
    this.#strings = strings;
  }

  /** Nothing to say: it is on its way or it arrived. */
  clear() {
    this.#note?.remove();
    this.#note = null;
    this.turn.classList.remove("failed");
  }

  /** Says why it was not sent and offers to try again; the message stays. */
  failed(why, retry) {
    this.clear();
    const again = element("button", { type: "button", class: "retry", on: { click: retry } }, icon("restart"), this.#strings.retry);
    this.#note = element("p", { class: "note" }, element("span", {}, `${this.#strings.notSent} ${why}`), again);
    this.turn.classList.add("failed");
    this.turn.append(this.#note);
  }
}
