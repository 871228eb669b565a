// Shift with an arrow moves sideways in a view that has a second direction.
// Keys act only while the player has focus. Tab, r and c are never taken: they belong to the page.

export function bindKeys(node, player) {
  const step = (by) => player.userSeek(player.clock.position + by, by === 1);
  const choose = (by) => {
    const next = player.view.moveSelection?.(player.selected, by, player.state);
    if (next) player.select(next, { withCard: true });
  };
  const move = (by, sideways) => (sideways && player.view.moveAcross ? player.view.moveAcross(by, player.state) : step(by));
  const keys = {
    " ": () => player.toggle(),
    ArrowLeft: (event) => move(-1, event.shiftKey),
    ArrowRight: (event) => move(1, event.shiftKey),
    ArrowUp: () => choose(-1),
    ArrowDown: () => choose(1),
    Home: () => player.userSeek(player.clock.first),
    End: () => player.userSeek(player.clock.last),
    Escape: () => player.edits.abandon() || player.closeCard(),
  };
  const history = ({ key, ctrlKey, metaKey, altKey, shiftKey }) => {
    if (!(ctrlKey || metaKey) || altKey || !player.edits.on) return null;
    return { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
  };
  node.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    if (target.matches("select, input, textarea")) return; // they use these keys themselves
    const turn = history(event);
    if (turn) player.edits[turn]();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (target !== player.stage || !(player.edits.key(event) || player.view.key?.(event, player.state))) {
      if (!keys[event.key]) return;
      if (event.key === " " && target.matches("button")) return; // Space presses the button that has focus
      if (keys[event.key](event) === false) return; // nothing to close: Esc stays the page's
    }
    event.preventDefault();
    event.stopPropagation();
  });
}
