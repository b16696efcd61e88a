/**
 * The one script tag a shop adds:
 *   <script src="https://shop.example/widget.js" async></script>
 * It may stand on any page of any origin; everything else is loaded from where it came from.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.Shopmate) return; // a second tag changes nothing
  window.Shopmate = {};

  async function start() {
    const { mount } = await import(new URL("widget/main.js", script.src).href);
    Object.assign(window.Shopmate, await mount(script));
    window.dispatchEvent(new CustomEvent("shopmate:ready", { detail: window.Shopmate }));
  }
  start().catch((error) => console.error("Shopmate could not start:", error));
})();
