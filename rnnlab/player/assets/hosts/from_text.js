// `importFromText`: imports modules that are given as texts. Not a module itself: it stands in a page's own script.

/**
 * Each module gets an address that only this page knows.
 * @param {[string, string][]} modules name and source of each, after those that it imports; in a source a module is imported as
 *   "rnnlab:<name>"
 * @param {string} entry the name of the module to import
 * @returns {Promise<object>} its exports
 */
function importFromText(modules, entry) {
  const urls = new Map();
  for (const [name, source] of modules) {
    const code = source.replace(/"rnnlab:([^"\n]+)"/g, (_, other) => JSON.stringify(urls.get(other) ?? other));
    const parts = [code, `\n//# sourceURL=rnnlab/${name}`]; // the name that a browser's tools show
    urls.set(name, URL.createObjectURL(new Blob(parts, { type: "text/javascript" })));
  }
  return import(urls.get(entry));
}
