// Measurements that benchmarks/browser.py runs inside the page; the first argument of each is an element, mostly the player's root.

({
  /**
   * Play for some seconds, again and again, with a rerun every two seconds.
   * @returns {object} {frames: of the page, drawn: by the player, blank: frames with an empty stage, mounts: frames with another
   *   player or canvas, reruns, seconds}
   */
  playback: (root, { seconds, rerun }) => new Promise((done) => {
    const canvas = root.querySelector(".stage canvas");
    const g = canvas.getContext("2d");
    const start = performance.now();
    const count = { frames: 0, blank: 0, mounts: 0, reruns: 0 };
    const [mounts, first] = [root.dataset.mounts, Number(root.dataset.frame)];
    const tick = (now) => {
      count.frames++;
      if (!root.isConnected || root.dataset.mounts !== mounts || root.querySelector(".stage canvas") !== canvas) count.mounts++;
      if (root.dataset.playing !== "true") root.querySelector(".toggle").click();
      const line = g.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1).data;
      count.blank += line.some((value) => value) ? 0 : 1;
      if (rerun && (now - start) / 2000 > count.reruns + 1) {
        count.reruns++;
        document.querySelector(rerun).click();
      }
      if (now - start < seconds * 1000) return requestAnimationFrame(tick);
      return done({ ...count, drawn: Number(root.dataset.frame) - first, seconds: (now - start) / 1000 });
    };
    requestAnimationFrame(tick);
  }),

  /** While a run is trained: new epochs (steps), frames of the page (fps) and new data drawn (updates), each per second. */
  streaming: (root, { seconds }) => new Promise((done) => {
    const [start, first, version] = [performance.now(), Number(root.dataset.len), Number(root.dataset.version)];
    let frames = 0;
    const tick = (now) => {
      frames++;
      const past = (now - start) / 1000;
      if (past < seconds) return requestAnimationFrame(tick);
      return done({ steps: (Number(root.dataset.len) - first) / past, fps: frames / past, updates: (Number(root.dataset.version) - version) / past });
    };
    requestAnimationFrame(tick);
  }),

  /** Collect in root.scrubTimes the ms from every key press to the drawing of the next step. */
  scrubbing: (root) => {
    const times = (root.scrubTimes = []);
    let pressed = null;
    root.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true });
    new MutationObserver(() => {
      if (pressed !== null) times.push(performance.now() - pressed);
      pressed = null;
    }).observe(root, { attributeFilter: ["data-step"] });
  },

  /** Click a control and wait until an element's attribute (or, without one, its text) differs. @returns milliseconds */
  reaction: (element, { control, attribute }) => new Promise((done) => {
    const read = () => (attribute ? element.getAttribute(attribute) : element.textContent);
    const [was, start] = [read(), performance.now()];
    const observer = new MutationObserver(() => {
      if (read() === was) return; // set again to what it was
      observer.disconnect();
      done(performance.now() - start);
    });
    observer.observe(element, attribute ? { attributeFilter: [attribute] } : { characterData: true, subtree: true, childList: true });
    const inside = element.getRootNode().querySelector(control);
    (inside ?? document.querySelector(control)).click();
  }),

  /** Open the field of a term, type and press Enter. @returns milliseconds from Enter to the frame with the new states */
  edit: (root, { place, text }) => new Promise((done) => {
    root.querySelector(`.strip [data-place="${place}"]`).click();
    const input = root.querySelector(".field input");
    input.value = text;
    const [was, start] = [root.dataset.version, performance.now()];
    const observer = new MutationObserver(() => {
      if (root.dataset.version === was) return;
      observer.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    });
    observer.observe(root, { attributeFilter: ["data-version"] });
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true, cancelable: true }));
  }),
})
