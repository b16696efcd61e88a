import { element, icon, spoken } from "./dom.js";
import { fill } from "./strings.js";

/** What the assistant understood, in one line above the field; each part is a button that takes it away. */
export class Chips {
  #strings;
  #remove;
  #leave;
  #list = element("ul", { role: "list", class: "chip-list" });
  #bar;
  #said = element("span", { class: "spoken", role: "status" });
  #removing = null;

  /** `remove(chip)` asks the shop to go on without it; `leave()` takes the focus when no chip is left to have it. */
  constructor(strings, remove, leave) {
    this.#strings = strings;
    this.#remove = remove;
    this.#leave = leave;
    this.#bar = element("div", { class: "chips", role: "group", "aria-label": strings.understood, hidden: true }, this.#list);
    this.element = element("div", {}, this.#bar, this.#said);
  }

  /** Shows these chips, `{id, label, kind}`, instead of those before; the focus stays at its place in the line. */
  show(chips) {
    const focused = this.#buttons.indexOf(this.#bar.getRootNode().activeElement);
    this.#list.replaceChildren(...chips.map((chip) => element("li", {}, this.#button(chip))));
    this.#bar.hidden = chips.length === 0;
    const gone = this.#removing && !chips.some(({ id }) => id === this.#removing.id);
    this.#said.textContent = gone ? fill(this.#strings.chipRemoved, { label: this.#removing.label }) : "";
    this.#removing = null;
    if (focused < 0) return;
    const next = this.#buttons[Math.min(focused, chips.length - 1)];
    if (next) next.focus();
    else this.#leave();
  }

  /** The chip asked to be removed stays: the shop could not be asked. */
  keep() {
    this.#removing = null;
    this.#buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }

  get #buttons() {
    return [...this.#list.querySelectorAll("button")];
  }

  #button(chip) {
    const click = (event) => {
      if (this.#removing) return; // one at a time: the next list may hold other chips
      this.#removing = chip;
      event.currentTarget.setAttribute("aria-disabled", "true");
      this.#remove(chip);
    };
    const label = element("span", { dir: "auto", "aria-hidden": "true" }, chip.label);
    return element("button", { type: "button", class: "chip", on: { click } },
      spoken(fill(this.#strings.removeChip, { label: chip.label })), label, icon("close"));
  }
}
