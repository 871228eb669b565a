// `head`: the line above the stage with title, notes, badge, toggle buttons and colour legend.

import { element } from "../lib/dom.js";

/**
 * o: {title, notes: string[], badge, toggles: {id, text, title, on, dashed}[], press(id), legend: {low, high}} or null for none.
 * Built again only when its text changes.
 */
export function head(node, o, theme) {
  const key = o ? JSON.stringify([o, theme.name]) : "";
  if (node.dataset.key === key) return;
  node.dataset.key = key;
  node.hidden = !o;
  if (!o) return;
  const parts = [element("strong", {}, o.title), ...(o.notes ?? []).map((note) => element("span", {}, note))];
  if (o.badge) parts.push(element("span", { class: "badge" }, o.badge));
  if (o.toggles) parts.push(element("span", { class: "toggles" }, ...o.toggles.map((t) => toggle(t, o.press))));
  if (o.legend) parts.push(legend(o.legend, theme));
  const focused = node.getRootNode().activeElement?.dataset.toggle;
  node.replaceChildren(...parts);
  if (focused) node.querySelector(`[data-toggle="${focused}"]`)?.focus({ preventScroll: true }); // a pressed button keeps the focus
}

/** A button that shows and hides an outline, with a sample of it. */
function toggle({ id, text, title, on, dashed }, press) {
  const sample = element("i", { class: dashed ? "dashed" : "", "aria-hidden": "true" });
  return element("button", { type: "button", title, "data-toggle": id, "aria-pressed": String(on), onclick: () => press(id) }, sample, text);
}

/** Nine flat swatches between two words. */
export function legend({ low, high }, theme) {
  const swatches = theme.stops.map((color) => element("i", { style: `background:${color}` }));
  return element("span", { class: "legend" }, low, element("span", { class: "swatches", "aria-hidden": "true" }, ...swatches), high);
}
