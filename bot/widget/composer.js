import { element, iconButton } from "./dom.js";
import { PhotoPicker } from "./photo.js";
import { fill } from "./strings.js";

const COUNT_FROM_SHARE = 0.8;

/** Where the customer writes: Enter sends, Shift+Enter starts a line, a half-typed word of an input method does neither. */
export class Composer {
  #strings;
  #send;
  #limit = 1000;
  #field;
  #counter = element("span", { class: "counter", id: "counter", "aria-live": "polite" });
  #sendButton;
  #photo;

  /** `send(text, photo)` gets what was written; `photo` is null without one. */
  constructor(strings, send) {
    this.#strings = strings;
    this.#send = send;
    this.#photo = new PhotoPicker(strings, (note) => this.#refresh(note));
    this.#photo.button.hidden = true;
    this.#field = element("textarea", {
      rows: "1", dir: "auto", placeholder: strings.placeholder, "aria-label": strings.write, "aria-describedby": "counter",
      enterkeyhint: "send", autocomplete: "off",
      on: { input: () => this.#refresh(), keydown: (event) => this.#key(event) },
    });
    this.#sendButton = iconButton("send", strings.send, () => this.#submit(), { class: "icon-button send" });
    this.element = element("div", { class: "composer" }, this.#photo.element,
      element("div", { class: "line" }, this.#photo.button, this.#field, this.#sendButton), this.#counter);
    this.#refresh();
  }

  /** The most characters the shop reads. */
  set limit(characters) {
    this.#limit = characters;
    this.#refresh();
  }

  /** Shows the photo button and lets photos be dropped on `panel`. */
  allowPhotos(panel) {
    this.#photo.button.hidden = false;
    this.#photo.listen(this.#field, panel);
  }

  focus() {
    this.#field.focus();
  }

  #key(event) {
    // keyCode 229: the input method has the key; Safari reports isComposing too late.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  get #text() {
    return this.#field.value.trim();
  }

  get #isReady() {
    return (this.#text !== "" || this.#photo.photo !== null) && this.#text.length <= this.#limit;
  }

  #submit() {
    if (!this.#isReady) return this.focus();
    const text = this.#text;
    this.#field.value = "";
    this.#send(text, this.#photo.release());
    this.focus();
  }

  /** As high as its text; a field that is not on screen has no height to measure. */
  #grow() {
    this.#field.style.height = "auto";
    if (this.#field.scrollHeight) this.#field.style.height = `${this.#field.scrollHeight}px`;
  }

  #refresh(note = "") {
    this.#grow();
    this.#sendButton.setAttribute("aria-disabled", String(!this.#isReady));
    const left = this.#limit - this.#text.length;
    const words = left < 0 ? this.#strings.over : this.#strings.left;
    const isClose = left < this.#limit * (1 - COUNT_FROM_SHARE);
    this.#counter.textContent = note || (isClose ? fill(words, { count: Math.abs(left) }) : "");
    this.#counter.classList.toggle("over", left < 0);
    this.#field.setAttribute("aria-invalid", String(left < 0));
  }
}
