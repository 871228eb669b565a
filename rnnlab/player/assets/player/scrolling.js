// `keepInView`: scrolls a stage that is wider than its room to the present step.

/** Scroll once for each position: a person may scroll the stage afterwards. */
export function keepInView(player, position) {
  const key = `${position} ${player.stageWidth}`;
  const centre = key === player.scrolledFor ? null : player.view.centreOf(position);
  if (centre === null) return;
  player.scrolledFor = key;
  player.stage.scrollLeft = centre - player.stageWidth / 2;
}
