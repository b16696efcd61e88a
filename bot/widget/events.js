const FLUSH_AFTER_MS = 2000;
const MOST_WAITING = 50;

/**
 * What the visitor saw and clicked, sent in batches.
 *
 * Nothing leaves the browser before the visitor has talked to the assistant: until there is a session, events wait in
 * this tab and travel with the first message, so that the first recommendation already knows them.
 */
export class EventQueue {
  #api;
  #memory;
  #timer = 0;

  constructor(api, memory) {
    this.#api = api;
    this.#memory = memory;
    addEventListener("pagehide", () => this.#flushIfKnown());
  }

  /** `kind` is view, click, shown, cart or dismiss. */
  record(kind, productId) {
    const waiting = [...this.#waiting, { kind, product_id: String(productId) }].slice(-MOST_WAITING);
    this.#memory.set("events", JSON.stringify(waiting));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flushIfKnown(), FLUSH_AFTER_MS);
  }

  /** Sends what waits; a failure keeps it for the next time and bothers nobody. */
  async flush() {
    const events = this.#waiting;
    if (!events.length) return;
    this.#memory.set("events", null);
    try {
      await this.#api.record(events);
    } catch (error) {
      // What the service refuses it will refuse again.
      if (error.reason !== "refused") this.#memory.set("events", JSON.stringify([...events, ...this.#waiting].slice(-MOST_WAITING)));
    }
  }

  #flushIfKnown() {
    if (this.#api.hasSession) this.flush();
  }

  get #waiting() {
    try {
      return JSON.parse(this.#memory.get("events")) ?? [];
    } catch {
      return [];
    }
  }
}
