// `Menu`: the links to all pages. A plain click changes the page without loading it anew.

import { element } from "../lib/dom.js";
import { words } from "../messages/en/common.js";
import { Channel } from "../requests/channel.js";
import { goTo, isPlain } from "./navigation.js";
import { nextLoading } from "./tab.js";

const PHONE = 768; // px; below it Streamlit's sidebar covers the page

/** host: {key, emit, connected, signal} as for a player. */
export const createMenu = (root, host) => new Menu(root, host);

class Menu {
  constructor(root, host) {
    Object.assign(this, { root, channel: new Channel(host) });
    root.dataset.view = "menu";
  }

  /**
   * header.view: {groups: [name, [path, title][]][], here: the title of the page that is shown, ready: whether Python knows that
   * this file is loaded: what it writes into the address then needs no entry in the history, see navigation.js}
   */
  update({ header }) {
    const { groups, here, ready } = header.view;
    this.channel.update(header.view);
    if (!ready && !this.channel.asking) this.channel.request({ type: "ready", ...nextLoading() });
    const key = JSON.stringify(groups);
    if (key !== this.key) this.build(groups);
    this.key = key;
    this.mark(here);
  }

  build(groups) {
    const parts = groups.flatMap(([name, pages]) => [...(name ? [element("p", {}, name)] : []), element("ul", {}, ...pages.map((page) => this.item(page)))]);
    this.root.replaceChildren(element("nav", { class: "menu", "aria-label": words.menu }, ...parts));
    this.links = [...this.root.querySelectorAll("a")];
  }

  item([path, title]) {
    const link = element("a", { href: path || ".", onclick: (event) => this.choose(event, title) }, title);
    return element("li", {}, link);
  }

  choose(event, title) {
    if (!isPlain(event)) return;
    event.preventDefault();
    this.mark(title); // at once; Python's answer confirms it
    goTo(event.currentTarget);
    if (innerWidth < PHONE) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  }

  mark(here) {
    for (const link of this.links) {
      if (link.textContent === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
