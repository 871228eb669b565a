// `bindTerms`: lets the strip's terms and the cells of its picture be edited by pointer and by keyboard.

import { keyOf } from "../editing/edit_places.js";
import { words } from "../messages/en/common.js";

export function bindTerms(strip) {
  const { lines, canvas, player } = strip;
  const termOf = (event) => event.target.closest?.(".editable");
  lines.addEventListener("pointerdown", (event) => { const node = termOf(event); if (node) player.edits.press(event, placeOf(strip, node)); });
  lines.addEventListener("click", (event) => {
    const node = event.detail === 0 && termOf(event); // pressed by a screen reader; a pointer's click opens on its own
    if (node) player.edits.open(placeOf(strip, node));
  });
  lines.addEventListener("keydown", (event) => { if (termOf(event) && key(strip, termOf(event), event)) { event.preventDefault(); event.stopPropagation(); } });
  lines.addEventListener("focusin", (event) => { if (termOf(event)) strip.setTabStop(Number(termOf(event).dataset.at)); });
  canvas.addEventListener("pointerdown", (event) => { const place = cellAt(strip, event); if (place) player.edits.press(event, place); });
  canvas.addEventListener("pointermove", (event) => { if (!player.edits.busy) canvas.style.cursor = cellAt(strip, event) ? "ns-resize" : ""; });
}

/** The edit place of a term. anchor() finds its element each time, since every answer replaces the lines. */
function placeOf(strip, node) {
  const place = strip.places[Number(node.dataset.at)];
  const now = () => strip.lines.querySelector(`[data-place="${keyOf(place)}"]`);
  let last = node.getBoundingClientRect();
  return { ...place, meaning: place.meaning ?? words.edit.weight, anchor: () => (last = now()?.getBoundingClientRect() ?? last), focusAfter: now };
}

/** The edit place of the cell of the equation under the pointer; null for none. */
function cellAt(strip, event) {
  if (!strip.player.edits.on || !strip.picture?.hit) return null;
  const box = strip.canvas.getBoundingClientRect();
  const place = strip.picture.hit(event.clientX - box.left, event.clientY - box.top, box.width);
  if (!place) return null;
  const { x, y, w, h } = place.box;
  const anchor = () => { const { left, top } = strip.canvas.getBoundingClientRect(); return new DOMRect(left + x, top + y, w, h); };
  return { ...place, meaning: place.meaning ?? words.edit.weight, anchor };
}

/** A key pressed on a term. @returns {boolean} whether it was used */
function key(strip, node, event) {
  const at = Number(node.dataset.at);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Enter" || event.key === " ") strip.player.edits.open(placeOf(strip, node));
  else if (/^[-\d.]$/.test(event.key)) strip.player.edits.open(placeOf(strip, node), event.key);
  else if (event.key === "ArrowRight" || event.key === "ArrowDown") strip.focusTerm(at + 1);
  else if (event.key === "ArrowLeft" || event.key === "ArrowUp") strip.focusTerm(at - 1);
  else return false;
  return true;
}
