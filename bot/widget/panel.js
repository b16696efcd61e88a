import { element, iconButton, relabel } from "./dom.js";
import { fill } from "./strings.js";

/** The launcher button and the panel it opens: a dialog beside the page, not above it. */
export class Panel {
  isOpen = false;
  #strings;
  #onToggle;
  #onOpened;
  #launcher;
  #badge = element("span", { class: "badge", hidden: true, "aria-hidden": "true" });
  #title = element("h2", { class: "title", id: "title", dir: "auto" });
  #question;
  #unread = 0;

  /** `onToggle(isOpen)` hears of opening and closing, `onOpened` places the focus, `onRestart` is the wish to be forgotten. */
  constructor({ strings, title, body, onToggle, onOpened, onRestart }) {
    this.#strings = strings;
    this.#onToggle = onToggle;
    this.#onOpened = onOpened;
    this.#title.textContent = title;
    this.#launcher = iconButton("chat", strings.open, () => this.toggle(), { class: "launcher", "aria-expanded": "false" });
    this.#launcher.append(this.#badge);
    this.#question = this.#restartQuestion(onRestart);
    const header = element("div", { class: "header" }, this.#title,
      iconButton("restart", strings.restart, () => this.#askRestart(true)), iconButton("close", strings.close, () => this.toggle(false)));
    this.dialog = element("section", {
      class: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", tabindex: "-1", hidden: true,
      on: { keydown: (event) => this.#key(event) },
    }, header, this.#question, ...body);
    this.elements = [this.dialog, this.#launcher];
    this.#followKeyboard();
  }

  set title(text) {
    this.#title.textContent = text;
  }

  /** Opens or closes; a panel that opens by itself leaves the focus where the visitor has it. */
  toggle(open = !this.isOpen, { takeFocus = true } = {}) {
    if (open === this.isOpen) return;
    this.isOpen = open;
    this.dialog.hidden = !open;
    this.#launcher.setAttribute("aria-expanded", String(open));
    this.#launcher.classList.toggle("is-open", open);
    if (open) this.#setUnread(0);
    if (takeFocus) open ? this.#onOpened() : this.#launcher.focus();
    this.#onToggle(open);
  }

  /** Counts replies that arrived while nobody was looking. */
  noticeReplies(count) {
    if (!this.isOpen) this.#setUnread(this.#unread + count);
  }

  #setUnread(count) {
    this.#unread = count;
    this.#badge.hidden = count === 0;
    this.#badge.textContent = String(Math.min(count, 9));
    relabel(this.#launcher, count ? fill(this.#strings.openUnread, { count }) : this.#strings.open);
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (this.#question.hidden) this.toggle(false);
    else this.#askRestart(false);
  }

  #restartQuestion(onRestart) {
    const answer = (label, onClick) => element("button", { type: "button", class: "act", on: { click: onClick } }, label);
    const yes = answer(this.#strings.restartYes, () => {
      this.#askRestart(false);
      onRestart();
    });
    return element("div", { class: "question", role: "alertdialog", "aria-labelledby": "question", hidden: true },
      element("p", { id: "question" }, this.#strings.restartQuestion),
      yes, answer(this.#strings.restartNo, () => this.#askRestart(false)));
  }

  #askRestart(on) {
    this.#question.hidden = !on;
    if (on) this.#question.querySelector("button:last-child").focus();
    else this.dialog.focus();
  }

  /** On a phone the on-screen keyboard covers the page; the panel keeps to what is left of it. */
  #followKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      this.dialog.style.setProperty("--visible-height", `${view.height}px`);
      this.dialog.style.setProperty("--visible-top", `${view.offsetTop}px`);
    };
    view.addEventListener("resize", fit);
    view.addEventListener("scroll", fit);
    fit();
  }
}
