// `ForkEditing`: editing of weights for a fork. The new values are kept in the fork panel and sent with the fork.

import { Editing } from "../../editing/editing.js";
import { say } from "../../messages/en/runs.js";

export class ForkEditing extends Editing {
  constructor(player, view) {
    super(player);
    this.view = view;
  }

  get on() { return Boolean(this.view.canAsk && this.view.run && !this.view.run.empty); }

  /** The weights set in the panel, each [name, index, value]. */
  get edits() { return this.view.fork.edits; }
  set edits(_) { /* they are kept in the panel */ }

  // Weights of a fork have no undo: they are removed one by one, or all with the panel.
  update() {}
  publish() {}
  actions() { return {}; }
  undo() {}
  redo() {}

  how(byKey) { return byKey ? say.fork.byKey : say.fork.how; }

  ask(value, live) {
    const { fork } = this.view;
    fork.setWeight(this.place, value);
    if (!live && (fork.weights.size || fork.open)) fork.show();
  }

  restoreFocus(place) {
    if (this.view.fork.open) this.view.fork.focus();
    else super.restoreFocus(place);
  }
}
