// Changing pages, and the entries of the browser's history.
//
// If the old page sent an event after Streamlit was asked for the new page, Streamlit would answer it last and
// show the old page again. So no player of a page that is being left sends events.

const LEAVING_MS = 20_000; // ms after which the old page is gone; one that is still there was not left
let leftAt = -Infinity; // ms, performance.now(), when a page was last left
let path = location.pathname; // of the page that is shown; the browser's back button may also change settings of the same page

// A page is one entry of the history: what Streamlit writes into its address before the person has done anything there, or to
// say how far a run has come, replaces the entry. A change that the person makes is an entry of its own.
let acted = false; // whether the person has done anything since the page arrived
const addEntry = history.pushState.bind(history);
history.pushState = (state, title, url = location.href) => {
  const to = new URL(url, location.href);
  const samePage = to.pathname === location.pathname;
  if (samePage && (!acted || settingsOf(to) === settingsOf(location))) history.replaceState(state, title, url);
  else addEntry(state, title, url);
  if (!samePage) acted = false;
};
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { acted = true; }, true);

/** The parameters of an address but for the epoch that a run has come to. */
function settingsOf({ search }) {
  const parameters = new URLSearchParams(search);
  parameters.delete("epoch");
  return parameters.toString();
}

/** Whether an element mounted at this time (ms, performance.now()) is on a page that is being left. */
export function isLeaving(mountedAt) {
  return mountedAt < leftAt && performance.now() - leftAt < LEAVING_MS;
}

/** A page has arrived; call at every mount. */
export function arrived() { path = location.pathname; }

/** Whether a click opens its link in this tab. */
export const isPlain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/**
 * Show the page of a link by way of the browser's history, which Streamlit follows. A change of page in Python would be one more
 * run of the old page.
 */
export function goTo(link) {
  if (link.pathname === location.pathname) return;
  const url = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith("embed")) url.searchParams.append(name, value);
  history.pushState({}, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
}

const leave = () => { leftAt = performance.now(); };
addEventListener("popstate", () => { acted = false; if (location.pathname !== path) leave(); }, true);
addEventListener("click", (event) => { if (isPlain(event) && event.target.closest?.('[data-testid^="stPageLink"]')) leave(); }, true);
