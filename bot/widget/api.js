/**
 * The shop's service over HTTP, and the visitor's session with it.
 *
 * On the service's own origin the HttpOnly cookie carries the session, and scripts never see the token. On another
 * origin that cookie is third-party and may be refused, so there the token is kept in localStorage and sent in the
 * Authorization header, and no cookie is used at all.
 */
const TIMEOUT_MS = 40_000;

/** Why a call failed: `reason` is offline, unreachable, blocked, busy, tooLong, refused or broken. */
export class ApiError extends Error {
  constructor(reason, { message = "", waitSeconds = 0, status = 0 } = {}) {
    super(message || reason);
    Object.assign(this, { reason, said: message, waitSeconds, status });
  }
}

export class ShopApi {
  #origin;
  #memory;
  #customerToken;
  #customerTokenUrl;
  #starting = null;

  /**
   * `memory` remembers the session; `customerToken` is the shop's signed word for who this is, "" = a guest;
   * `customerTokenUrl`, of the page's own site, answers with a new one when that word has ended.
   */
  constructor(origin, memory, customerToken = "", customerTokenUrl = "") {
    this.#origin = origin;
    this.#memory = memory;
    this.#customerToken = customerToken;
    this.#customerTokenUrl = customerTokenUrl;
  }

  get hasSession() {
    return this.#memory.get("session") !== null;
  }

  /** Name, currency, greeting and what the shop can do. */
  shop() {
    return this.#fetch("GET", "/api/shop");
  }

  /** The turns so far, oldest first; nothing is asked for, and no session made, before the first visit. */
  async history() {
    return this.hasSession ? (await this.#call("GET", "/api/messages")).messages : [];
  }

  /** The shop's answers to a text; `productId` is the product whose page the visitor is on, "" = none. */
  send(text, productId) {
    return this.#say(productId ? { text, product_id: productId } : { text });
  }

  /** The list without one part of what was understood. */
  remove(chipId) {
    return this.#say({ remove: chipId });
  }

  /** The shop's answers to a photo, with or without words. */
  async sendPhoto(photo, text) {
    const form = new FormData();
    form.append("photo", photo, photo.name || "photo.jpg");
    if (text) form.append("text", text);
    return (await this.#call("POST", "/api/photos", { form })).messages;
  }

  /** Tells what was seen or clicked; `keepalive` lets it outlive the page. */
  record(events) {
    return this.#call("POST", "/api/events", { json: { events }, keepalive: true });
  }

  /** Forgets the session here and in the shop. */
  async forget() {
    if (this.hasSession) await this.#fetch("DELETE", "/api/sessions").catch(forgiveUnknownSession);
    this.#memory.set("session", null);
    this.#memory.set("login", null);
  }

  /** The visitor is now this customer; the guest's conversation goes on. "" = a guest again. */
  async login(customerToken) {
    this.#customerToken = customerToken;
    if (customerToken) await this.#session();
    else await this.forget();
  }

  async #say(json) {
    return (await this.#call("POST", "/api/messages", { json })).messages;
  }

  async #call(method, path, options) {
    await this.#session();
    try {
      return await this.#fetch(method, path, options);
    } catch (error) {
      if (error.status !== 401) throw error;
      this.#starting ??= this.#renew().finally(() => (this.#starting = null));
      await this.#starting; // expired: a new session, once
      return this.#fetch(method, path, options);
    }
  }

  /** Makes sure that there is a session and that it knows the customer; calls at the same time share one start. */
  #session() {
    // The end of a signed token tells two tokens apart and is worthless without the rest.
    const login = this.#customerToken.slice(-12);
    if (this.hasSession && (this.#memory.get("login") ?? "") === login) return Promise.resolve();
    this.#starting ??= this.#start(login).finally(() => (this.#starting = null));
    return this.#starting;
  }

  /** A session after one that ended, of the same customer where the page can say again who that is. */
  async #renew() {
    if (this.#customerToken && this.#customerTokenUrl) {
      const answer = await fetch(this.#customerTokenUrl, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
      this.#customerToken = answer?.ok ? (await answer.text()).trim() : "";
    }
    // The old token still goes along: it tells which conversation is carried on.
    this.#memory.set("login", null);
    if (!this.#customerToken) this.#memory.set("session", null);
    await this.#start(this.#customerToken.slice(-12));
  }

  async #start(login) {
    const { token } = await this.#open().catch((error) => {
      if (!login || error.reason !== "refused") throw error;
      console.warn("Shopmate: the customer token was refused, the visitor goes on as a guest.", error.said);
      return this.#fetch("POST", "/api/sessions", { json: {} });
    });
    this.#memory.set("session", this.#crossOrigin ? token : "cookie");
    this.#memory.set("login", login || null);
  }

  #open() {
    const json = this.#customerToken ? { customer_token: this.#customerToken } : {};
    return this.#fetch("POST", "/api/sessions", { json });
  }

  get #crossOrigin() {
    return this.#origin !== location.origin;
  }

  async #fetch(method, path, { json, form, keepalive = false } = {}) {
    const headers = {};
    if (json) headers["Content-Type"] = "application/json";
    if (this.#crossOrigin && this.hasSession) headers.Authorization = `Bearer ${this.#memory.get("session")}`;
    let response;
    try {
      response = await fetch(this.#origin + path, {
        method,
        headers,
        body: json ? JSON.stringify(json) : form,
        credentials: this.#crossOrigin ? "omit" : "same-origin",
        keepalive,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      throw new ApiError(await this.#whyNoAnswer());
    }
    return readAnswer(response);
  }

  /** A browser tells a page no more than that it got no answer; whether it may not see one is found out here. */
  async #whyNoAnswer() {
    if (!navigator.onLine) return "offline";
    if (!this.#crossOrigin) return "unreachable";
    const unseen = { mode: "no-cors", credentials: "omit", signal: AbortSignal.timeout(5_000) };
    return fetch(this.#origin + "/health", unseen).then(() => "blocked", () => "unreachable");
  }
}

async function readAnswer(response) {
  const body = await response.json().catch(() => null);
  if (response.ok) return body ?? {};
  const { status } = response;
  const reason = { 413: "tooLong", 429: "busy" }[status] ?? (status < 500 ? "refused" : "broken");
  const waitSeconds = Number(response.headers.get("Retry-After")) || 10;
  throw new ApiError(reason, { message: body?.error?.message, waitSeconds, status });
}

function forgiveUnknownSession(error) {
  if (error.status !== 401) throw error;
}
