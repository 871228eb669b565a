// `LOOKS`: the colour, dash and mark of each cell in a race.

/** A cell has a dash and a mark besides its colour: colour alone must not carry meaning. */
export const LOOKS = {
  rnn: { light: "#8A6A00", dark: "#D9BE4C", dash: [2, 3], mark: "triangle" },
  gru: { light: "#0E7C66", dark: "#5CCFB4", dash: [7, 4], mark: "square" },
  lstm: { light: "#15181C", dark: "#F1F1EE", dash: [], mark: "circle" },
};

/** A lane's colour in a theme. */
export const colour = (lane, theme) => lane.look[theme.name];

/** A mark of a cell: a triangle, a square or a circle, hollow. */
export function mark(g, lane, theme, x, y, r = 3.5) {
  g.beginPath();
  if (lane.look.mark === "triangle") { g.moveTo(x, y - r * 1.2); g.lineTo(x + r * 1.1, y + r * 0.8); g.lineTo(x - r * 1.1, y + r * 0.8); g.closePath(); }
  else if (lane.look.mark === "square") g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else g.arc(x, y, r, 0, 7);
  g.fillStyle = theme.surface;
  g.strokeStyle = colour(lane, theme);
  g.lineWidth = 1.5;
  g.fill();
  g.stroke();
}
