// Leaving a page. An event that the old page still sends once Streamlit has been asked for the new one would be answered
// after it, for the old page, and replace the new one on the screen: so nothing there sends events any more.

const LEAVING_MS = 20_000; // an old page is gone by then; if it is still there, it was not left
let leftAt = -Infinity;
let path = location.pathname; // of the page that is shown; going back may also change no more than settings

/** Whether what was made at this time (ms, performance.now()) is on a page that is being left. */
export function isLeaving(mountedAt) {
  return mountedAt < leftAt && performance.now() - leftAt < LEAVING_MS;
}

/** A page has arrived; call at every mount. */
export function arrived() { path = location.pathname; }

/** Whether a click opens its link in this tab. */
export const isPlain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/**
 * Show the page of a link by way of the browser's history, which Streamlit follows: it then stops the timers of the old page
 * before it asks for the new one. Through Python they would go on.
 */
export function goTo(link) {
  if (link.pathname === location.pathname) return;
  const url = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith("embed")) url.searchParams.append(name, value);
  history.pushState({}, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
}

const leave = () => { leftAt = performance.now(); };
addEventListener("popstate", () => { if (location.pathname !== path) leave(); }, true);
addEventListener("click", (event) => { if (isPlain(event) && event.target.closest?.('[data-testid^="stPageLink"]')) leave(); }, true);
