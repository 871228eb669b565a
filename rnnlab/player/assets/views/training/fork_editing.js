// `ForkEditing`: weights of the picture that are given another value for a fork; nothing is computed before it is made.

import { Editing } from "../../editing/editing.js";
import { say } from "../../messages/en/runs.js";

export class ForkEditing extends Editing {
  constructor(player, view) {
    super(player);
    this.view = view;
  }

  get on() { return Boolean(this.view.run && !this.view.run.empty); }

  /** The weights that the panel holds, each [name, index, value]. */
  get edits() { return this.view.fork.edits; }
  set edits(_) { /* the panel holds them */ }

  // A panel can be closed, but nothing that is set in it is undone step by step.
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
