// `messages`: a table of English messages whose entries are read in the chosen language, or in English where that language has none.

let language = "en";
const translations = new Map(); // by "<language> <subject>": {name: message}

/** Read all messages in this language from now on, "en" or one that `translate` was called for; draw again afterwards. */
export function setLanguage(code) { language = code; }

/** Give a language its messages of one subject; nested tables have the subject "<subject>.<name>". */
export function translate(code, subject, table) { translations.set(`${code} ${subject}`, table); }

/** A table of English messages, texts and functions of their values → the same names, read in the chosen language. */
export function messages(subject, english) {
  const table = {};
  for (const [name, entry] of Object.entries(english)) table[name] = isTable(entry) ? messages(`${subject}.${name}`, entry) : entry;
  const own = (name) => (language === "en" ? undefined : translations.get(`${language} ${subject}`)?.[name]);
  return new Proxy(table, { get: (source, name) => own(name) ?? source[name] });
}

const isTable = (entry) => typeof entry === "object" && !Array.isArray(entry);
