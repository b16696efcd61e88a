import { element, icon, iconButton } from "./dom.js";
import { fill } from "./strings.js";

const LONGEST_SIDE = 1600;
const PREVIEW_SIDE = 240;
const MEGABYTES = 10;

/** Choosing one photo: by button, by pasting, by dropping. `photo` is `{file, preview}` or null. */
export class PhotoPicker {
  photo = null;
  #strings;
  #onChange;
  #input;
  #shelf;

  /** `onChange(note)` hears of a new, removed or refused photo; `note` is the reason of a refusal or "". */
  constructor(strings, onChange) {
    this.#strings = strings;
    this.#onChange = onChange;
    this.#input = element("input", { type: "file", accept: "image/*", hidden: true, on: { change: () => this.#chosen() } });
    this.#shelf = element("div", { class: "shelf", hidden: true });
    this.button = iconButton("photo", strings.photo, () => this.#input.click());
    this.element = element("div", { class: "photo" }, this.#shelf, this.#input);
  }

  /** Lets photos be pasted into `field` and dropped on `panel`. */
  listen(field, panel) {
    const sign = element("div", { class: "drop", hidden: true, "aria-hidden": "true" }, icon("photo"), this.#strings.photoDrop);
    panel.append(sign);
    field.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    panel.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      sign.hidden = false;
    });
    panel.addEventListener("dragleave", (event) => (sign.hidden = !panel.contains(event.relatedTarget) || sign.hidden));
    panel.addEventListener("drop", (event) => {
      sign.hidden = true;
      if (!this.#take(event, event.dataTransfer) && event.dataTransfer.files.length) event.preventDefault();
    });
  }

  /** Hands the photo over and is empty again. */
  release() {
    const { photo } = this;
    this.#put(null);
    return photo;
  }

  #chosen() {
    const [file] = this.#input.files;
    this.#input.value = ""; // so that the same file can be chosen again
    if (file) this.#accept(file);
  }

  #take(event, transfer) {
    const file = [...(transfer?.files ?? [])][0];
    if (!file) return false;
    event.preventDefault();
    this.#accept(file);
    return true;
  }

  async #accept(file) {
    if (!file.type.startsWith("image/")) return this.#onChange(this.#strings.photoNone);
    const { file: smaller, preview } = await shrink(file);
    if (smaller.size > MEGABYTES * 2 ** 20) return this.#onChange(fill(this.#strings.photoHuge, { megabytes: MEGABYTES }));
    preview.setAttribute("role", "img");
    preview.setAttribute("aria-label", this.#strings.photoSent);
    this.#put({ file: smaller, preview });
  }

  #put(photo) {
    this.photo = photo;
    this.#shelf.hidden = !photo;
    this.#shelf.replaceChildren();
    if (photo) {
      const remove = iconButton("close", this.#strings.photoRemove, () => this.#put(null));
      this.#shelf.append(photo.preview, element("span", {}, this.#strings.photoReady), remove);
    }
    this.#onChange("");
  }
}

/** The picture with its longer side at most 1600 pixels, upright, as JPEG; as it is when the browser cannot read it. */
async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const preview = draw(bitmap, PREVIEW_SIDE);
    const scaled = draw(bitmap, LONGEST_SIDE);
    const blob = await new Promise((done) => scaled.toBlob(done, "image/jpeg", 0.9));
    return { file: new File([blob], "photo.jpg", { type: "image/jpeg" }), preview };
  } catch {
    return { file, preview: element("canvas", { class: "unknown", width: "80", height: "80" }) };
  }
}

/** A canvas rather than an image address: it needs nothing from the page's content policy. */
function draw(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const pixels = (side) => Math.max(1, Math.round(side * scale));
  const canvas = element("canvas", { width: pixels(bitmap.width), height: pixels(bitmap.height) });
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff"; // behind what is see-through
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
