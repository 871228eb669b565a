// `nextUnit`: the unit that an arrow key selects next.

/**
 * The unit `by` rows below a selected one; after a layer's last unit comes the first unit of the layer below.
 * @param {{layer: number, unit: number}|null} selected null: begin at the top layer's first unit
 * @param {{layers: number, units: number}} sizes of the network: layers, and units in each
 * @returns {{layer: number, unit: number}|null} null past either end
 */
export function nextUnit(selected, by, { layers, units }) {
  if (!selected) return { layer: layers - 1, unit: 0 };
  const at = (layers - 1 - selected.layer) * units + selected.unit + by;
  return at < 0 || at >= layers * units ? null : { layer: layers - 1 - Math.floor(at / units), unit: at % units };
}
