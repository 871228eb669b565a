// `connected` and `watchConnection`: whether Streamlit's page is connected to its server.

const APP = "[data-testid=stApp]";
const STATE = "data-test-connection-state";

export const connected = () => (document.querySelector(APP)?.getAttribute(STATE) ?? "CONNECTED") === "CONNECTED";

/** Call act(connected) whenever the connection is lost or there again, until the signal is aborted. */
export function watchConnection(act, signal) {
  const app = document.querySelector(APP);
  if (!app) return;
  let was = connected();
  const observer = new MutationObserver(() => {
    const now = connected();
    if (now !== was) act(was = now);
  });
  observer.observe(app, { attributeFilter: [STATE] });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}
