/**
 * What the widget remembers in this browser. Storage may be forbidden (private mode, blocked
 * third-party data): then a plain map stands in, and memory ends with the page.
 */
class Memory {
  #area;
  #prefix;
  #fallback = new Map();

  constructor(area, prefix) {
    this.#area = area;
    this.#prefix = prefix;
  }

  get(name) {
    try {
      return globalThis[this.#area].getItem(this.#prefix + name);
    } catch {
      return this.#fallback.get(name) ?? null;
    }
  }

  /** Remembers a string; null forgets it. */
  set(name, value) {
    try {
      if (value === null) globalThis[this.#area].removeItem(this.#prefix + name);
      else globalThis[this.#area].setItem(this.#prefix + name, value);
    } catch {
      this.#fallback.set(name, value);
    }
  }
}

/** Kept until forgotten, one room per service origin. */
export const lasting = (origin) => new Memory("localStorage", `shopmate:${origin}:`);

/** Kept until the tab closes. */
export const forThisTab = (origin) => new Memory("sessionStorage", `shopmate:${origin}:`);
