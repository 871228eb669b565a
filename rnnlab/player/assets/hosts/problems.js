// The sentences that a page shows about its fields: each is tied to the widget it is about, and new ones are read aloud.
//
// Streamlit's widgets are elements of the page and cannot be told from Python that their value is wrong. A form draws a sentence in
// a container with the class st-key-problem-<page>-<field>, and the widget in one with st-key-<page>-<field>.

import { element } from "../lib/dom.js";

const PROBLEM = "st-key-problem-";
const SENTENCES = `[class*="${PROBLEM}"], [class*="st-key-notice-"]`;
const CONTROLS = "input, textarea, [role=slider], [role=combobox], [role=radiogroup]";
const WAIT_MS = 150; // ms from a change of the page until it is looked through
const UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

/** Watch the page from now on; called once. */
export function watchProblems() {
  const problems = new Problems();
  let timer;
  const later = () => { timer ??= setTimeout(() => { timer = undefined; problems.read(); }, WAIT_MS); };
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true, characterData: true });
  later();
}

class Problems {
  constructor() {
    // A dialog of Streamlit's hides the rest of the page from screen readers, but for what has this attribute.
    this.region = element("div", { role: "status", "aria-live": "polite", "data-live-announcer": "", style: UNSEEN });
    this.texts = new Set();
    this.tied = new Map(); // by control: its sentence's id
    document.body.append(this.region);
  }

  read() {
    const sentences = [...document.querySelectorAll(SENTENCES)].filter((node) => node.textContent.trim());
    this.tie(sentences);
    const texts = sentences.map((node) => node.textContent.trim());
    const fresh = texts.filter((text) => !this.texts.has(text));
    this.texts = new Set(texts);
    if (fresh.length || !texts.length) this.region.textContent = fresh.join(" ");
  }

  tie(sentences) {
    const now = new Map();
    for (const node of sentences) {
      const control = controlOf(node);
      if (control) now.set(control, (node.id ||= `rnnlab-${keyOf(node)}`));
    }
    for (const [control, id] of this.tied) if (now.get(control) !== id) untie(control, id);
    for (const [control, id] of now) if (!describes(control, id) || control.getAttribute("aria-invalid") !== "true") tie(control, id);
    this.tied = now;
  }
}

/** The page and field that a sentence is about, as in its class. */
const keyOf = (node) => [...node.classList].find((name) => name.startsWith(PROBLEM))?.slice(PROBLEM.length);

function controlOf(node) {
  const key = keyOf(node);
  return key ? document.querySelector(`.st-key-${CSS.escape(key)}`)?.querySelector(CONTROLS) : null;
}

const ids = (control) => (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
const describes = (control, id) => ids(control).includes(id);

function tie(control, id) {
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [...ids(control).filter((other) => other !== id), id].join(" "));
}

function untie(control, id) {
  const others = ids(control).filter((other) => other !== id);
  control.removeAttribute("aria-invalid");
  if (others.length) control.setAttribute("aria-describedby", others.join(" "));
  else control.removeAttribute("aria-describedby");
}
