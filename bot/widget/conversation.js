import { fill } from "./strings.js";

/** What is said and in which order: messages wait for each other, and none is lost when a call fails. */
export class Conversation {
  #api;
  #log;
  #chips;
  #page;
  #strings;
  #announce;
  #beforeTurn;
  #last = Promise.resolve();
  #loaded = null;
  #shop = {};

  /**
   * `announce` hears of each new reply, `beforeTurn` runs before a message leaves (seen products first), `page()` is the
   * id of the product whose page this is.
   */
  constructor({ api, log, chips, strings, announce, beforeTurn, page }) {
    this.#api = api;
    this.#log = log;
    this.#chips = chips;
    this.#page = page;
    this.#strings = strings;
    this.#announce = announce;
    this.#beforeTurn = beforeTurn;
  }

  /** Shows the conversation so far, or the greeting; asks the service once. */
  load(shop) {
    this.#shop = shop;
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** Sends words, a photo or both: `photo` is `{file, preview}` or null. */
  async ask(text, photo = null) {
    await this.#loaded;
    const send = () => (photo ? this.#api.sendPhoto(photo.file, text) : this.#api.send(text, this.#page()));
    this.#say(send, text, photo?.preview);
  }

  /** Goes on without one part of what was understood. */
  remove(chip) {
    this.#say(() => this.#api.remove(chip.id), fill(this.#strings.removeChip, { label: chip.label }));
  }

  /** Forgets everything, in the shop too. */
  async restart() {
    await this.#last; // an answer under way would come back into the empty conversation
    try {
      await this.#api.forget();
    } catch (error) {
      this.#log.addReply({ text: this.#why(error) });
      return;
    }
    this.#log.clear();
    this.#chips.show([]);
    this.#log.addReply({ text: this.#strings.forgotten, quick_replies: this.#shop.quick_replies });
  }

  async #load() {
    let turns = [];
    try {
      turns = await this.#api.history();
    } catch {
      // The history is a comfort; the first message will say what is wrong.
    }
    this.#log.quietly(() => {
      if (turns.length) turns.forEach((turn) => this.#showOld(turn));
      else this.#greet();
    });
    this.#chips.show(turns.findLast(({ wish }) => wish)?.wish ?? []);
    this.#log.scrollToEnd();
  }

  #say(send, text, preview = null) {
    const message = { send, delivery: this.#log.addCustomer(text, preview) };
    this.#log.offer([]);
    this.#queue(message);
  }

  #greet() {
    this.#log.addReply({ text: this.#shop.greeting || this.#strings.greeting, quick_replies: this.#shop.quick_replies });
  }

  #showOld(turn) {
    if (turn.from === "customer") {
      this.#log.addCustomer(turn.text);
      this.#log.offer([]);
    } else this.#log.addReply(turn);
  }

  #queue(message) {
    if (message.isUnderWay) return; // asked for twice, by button and by the network's return
    message.isUnderWay = true;
    message.delivery.clear();
    this.#last = this.#last.then(() => this.#deliver(message));
  }

  async #deliver(message) {
    this.#log.isTyping = true;
    try {
      await this.#beforeTurn();
      const replies = await message.send();
      this.#log.isTyping = false;
      this.#show(replies, message.delivery.turn);
    } catch (error) {
      this.#log.isTyping = false;
      this.#fail(message, error);
    }
  }

  #show(replies, question) {
    const shown = (replies?.length ? replies : [{ text: this.#strings.noAnswer }]).map((reply) => this.#log.addReply(reply));
    const held = replies?.findLast(({ wish }) => wish);
    if (held) this.#chips.show(held.wish);
    else this.#chips.keep();
    this.#log.showFrom(shown[0], question);
    this.#announce(shown.length);
  }

  #fail(message, error) {
    message.isUnderWay = false;
    this.#chips.keep();
    const retry = () => this.#queue(message);
    message.delivery.failed(this.#why(error), retry);
    this.#log.showFrom(message.delivery.turn);
    this.#announce(0);
    if (error.reason === "offline") addEventListener("online", retry, { once: true });
  }

  #why(error) {
    if (error.reason === "busy") return fill(this.#strings.busy, { seconds: error.waitSeconds });
    return error.said || this.#strings[error.reason] || this.#strings.broken;
  }
}
