import { stringTable } from "./strings.js";

/** What the script tag asks for; every attribute may be left out. */
export function readSettings(script) {
  const data = script.dataset;
  return {
    origin: new URL(script.src).origin,
    title: data.title ?? "",
    accent: readColour(data.accent) ?? [31, 92, 77],
    position: data.position === "left" ? "left" : "right",
    open: data.open === "true" || data.open === "",
    productId: data.product ?? "",
    customerToken: data.customerToken ?? "",
    customerTokenUrl: data.customerTokenUrl ?? "",
    strings: stringTable(data),
  };
}

/** Red, green and blue (0..255) of any CSS colour, null when it is none. */
export function readColour(text) {
  if (!text || !CSS.supports("color", text)) return null;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** Black or white, whichever is easier to read on the colour (WCAG 2 contrast, always >= 4.5). */
export function inkOn(colour) {
  const light = luminance(colour);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function luminance([red, green, blue]) {
  const linear = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}
