// `bindKeys`: the keys of the player while it has the focus. Tab, r and c are left to the page.

export function bindKeys(node, player) {
  const actions = stageKeys(player);
  node.addEventListener("keydown", (event) => {
    if (!handle(event, player, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function stageKeys(player) {
  const move = (by, sideways) => (sideways && player.view.moveAcross(by, player.state)) || player.userSeek(player.clock.position + by, by === 1);
  const choose = (by) => {
    const next = player.view.moveSelection(player.selected, by, player.state);
    if (next) player.select(next, { withCard: true });
  };
  return {
    " ": () => player.toggle(),
    ArrowLeft: (event) => move(-1, event.shiftKey),
    ArrowRight: (event) => move(1, event.shiftKey),
    ArrowUp: () => choose(-1),
    ArrowDown: () => choose(1),
    Home: () => player.userSeek(player.clock.first),
    End: () => player.userSeek(player.clock.last),
    Escape: () => player.edits.abandon() || player.closeCard(),
  };
}

/** @returns {boolean} whether the key was used */
function handle(event, player, actions) {
  const target = event.composedPath()[0];
  if (target.matches("select, input, textarea")) return false; // these elements use the keys themselves
  const change = player.edits.on ? undoOrRedo(event) : null;
  if (change) { player.edits[change](); return true; }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (target === player.stage && (player.edits.key(event) || player.view.key(event, player.state))) return true;
  if (!actions[event.key]) return false;
  if (event.key === " " && target.matches("button")) return false; // Space presses the button that has focus
  return actions[event.key](event) !== false; // false: Esc had nothing to close, and the page may use it
}

/** "undo" or "redo" if the keys stand for one, else nothing. */
function undoOrRedo({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  return { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
}
