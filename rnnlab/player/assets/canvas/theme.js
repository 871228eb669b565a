// The colours of both themes, and the diverging colour scale for signed values.

const LIGHT = {
  name: "light", page: "#FFFFFF", surface: "#FFFFFF", bar: "#F6F6F3", ink: "#15181C", ink2: "#454B53", ink3: "#696F78",
  edge: "#878D95", rule: "#E3E3DE", ruleStrong: "#CFCFC9", ghost: "#C4C6C8", fill: "#DDE0E3", now: "#A6168F",
  nowTint: "#FBEFF8", cellBorder: "rgba(11,14,18,.22)",
  runs: ["#15181C", "#1B7F4B", "#6A4BC4", "#8A6500", "#0E7C86", "#B3261E"],
  stops: ["#124A86", "#2F77B8", "#76ABD8", "#BCD7ED", "#F8F8F5", "#F9DBBB", "#F0AD6E", "#DA7A2C", "#AD4B05"],
};
const DARK = {
  name: "dark", page: "#0F1114", surface: "#131619", bar: "#1A1D21", ink: "#F1F1EE", ink2: "#BFC4CA", ink3: "#90979F",
  edge: "#6D747C", rule: "#2A2E33", ruleStrong: "#3A3F45", ghost: "#4A5057", fill: "#353B42", now: "#F283DB",
  nowTint: "#2B1827", cellBorder: "rgba(255,255,255,.15)",
  runs: ["#F1F1EE", "#5CC98A", "#B7A2FF", "#D9B44A", "#4CC7D1", "#FF8A80"],
  stops: ["#8CCBFF", "#5A9FDB", "#33709F", "#22455F", "#1C1F23", "#553A1F", "#94601F", "#D58A34", "#FFBE70"],
};
const LEVELS = 512; // steps of the colour table; finer than a screen shows

export const SANS = "'Liberation Sans', Arial, Helvetica, sans-serif";
export const MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace";

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
// One pixel of an image, as a whole number: its bytes in memory are red, green, blue, opaque.
const pixel = ([r, g, b]) => new Uint32Array(Uint8Array.of(r, g, b, 255).buffer)[0];
const css = ([r, g, b]) => `rgb(${r},${g},${b})`;

function luminance(color) {
  const [r, g, b] = color.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** #000 or #FFF, whichever contrasts more with the colour. */
function textOn(color) {
  const l = luminance(color);
  return 1.05 / (l + 0.05) > (l + 0.05) / 0.05 ? "#FFFFFF" : "#000000";
}

function build(palette) {
  const stops = palette.stops.map(rgb);
  const surface = rgb(palette.surface);
  const colors = Array.from({ length: LEVELS + 1 }, (_, i) => {
    const at = (i / LEVELS) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    return stops[low].map((c, k) => Math.round(c + (stops[low + 1][k] - c) * (at - low)));
  });
  const mixed = (color, part) => color.map((c, k) => Math.round(c + (surface[k] - c) * part));
  const faded = colors.map((c) => mixed(c, 0.68));
  return {
    ...palette, pixels: Uint32Array.from(colors, pixel), fadedPixels: Uint32Array.from(faded, pixel), ghostPixel: pixel(rgb(palette.ghost)),
    css: colors.map(css), fadedCss: faded.map(css),
    text: colors.map(textOn), fadedText: css(mixed(rgb(palette.ink), 0.45)),
  };
}

export const themes = { light: build(LIGHT), dark: build(DARK) };

/** Index into the colour tables; the range is symmetric, values beyond it are clamped, NaN counts as 0. */
export function level(value, range = 1) {
  const v = value / range;
  return v >= 1 ? LEVELS : v <= -1 ? 0 : Math.round(((v || 0) + 1) * (LEVELS / 2));
}

/** The theme of the page around an element, from the page's background colour. */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const color = style.getPropertyValue("--st-background-color").trim();
  const parts = color.startsWith("#") ? rgb(color) : (color.match(/\d+(\.\d+)?/g) || [255, 255, 255]).slice(0, 3).map(Number);
  return luminance(parts) < 0.4 ? themes.dark : themes.light;
}

/** Palette as CSS variables for the player's own DOM. */
export function cssVariables(theme) {
  const names = ["page", "surface", "bar", "ink", "ink2", "ink3", "edge", "rule", "ruleStrong", "ghost", "fill", "now", "nowTint"];
  return names.map((n) => [`--${n}`, theme[n]]);
}
