/**
 * Every word the widget says by itself. A shop changes one with `data-text-<name>` on the script tag,
 * `data-text-open="Ask us"`; `{braces}` are filled in. What the shop's assistant says comes from the service.
 */
const ENGLISH = {
  lang: "en",
  assistant: "Shopping assistant",
  open: "Open the shopping assistant",
  openUnread: "Open the shopping assistant, {count} new",
  close: "Close",
  restart: "Start over and forget this conversation",
  restartQuestion: "Forget this conversation? It cannot be brought back.",
  restartYes: "Forget it",
  restartNo: "Keep it",
  forgotten: "Forgotten. What are you looking for?",
  log: "Conversation",
  greeting: "Hello! Tell me what you are looking for.",
  you: "You said:",
  shop: "The shop said:",
  typing: "The assistant is looking",
  write: "Write a message",
  placeholder: "What are you looking for?",
  send: "Send",
  left: "{count} characters left",
  over: "{count} characters too many",
  suggestions: "Suggestions",
  understood: "What I understood",
  removeChip: "Remove: {label}",
  chipRemoved: "Removed: {label}",
  products: "{count} products",
  oneProduct: "1 product",
  comparison: "Comparison of {count} products",
  previous: "Previous products",
  next: "Next products",
  inStock: "In stock",
  soldOut: "Sold out",
  beforeSale: "before the sale",
  rating: "Rated {rating} out of 5 by {count} customers",
  ratingAlone: "Rated {rating} out of 5",
  more: "Tell me more",
  moreAbout: "Tell me more about {title}",
  similar: "Similar",
  similarTo: "Show similar products to {title}",
  view: "View",
  viewProduct: "View {title}",
  retry: "Try again",
  notSent: "Not sent.",
  offline: "You are offline. This is sent when you are back.",
  unreachable: "The shop did not answer.",
  blocked: "This page is not allowed to use the shop's chat. The shop can allow it.",
  busy: "That was a lot at once. Please wait {seconds} seconds.",
  tooLong: "This message is too long for the shop.",
  broken: "Something went wrong in the shop.",
  noAnswer: "The shop sent no answer.",
  photo: "Add a photo",
  photoReady: "Photo to send",
  photoRemove: "Remove the photo",
  photoSent: "Photo you sent",
  photoNone: "Only a picture can be sent here.",
  photoHuge: "This picture is too large. Please choose one below {megabytes} MB.",
  photoDrop: "Drop the photo to search with it",
};

/** The string table with a shop's own words from the script tag's data set. */
export function stringTable(dataset = {}) {
  const table = { ...ENGLISH };
  for (const name of Object.keys(ENGLISH)) {
    const own = dataset[`text${name[0].toUpperCase()}${name.slice(1)}`];
    if (own) table[name] = own;
  }
  return table;
}

/** Fills `{name}` in a string; an unknown name stays as written. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
