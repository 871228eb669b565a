// `stateMatrix`: hidden states over a sequence as one grid.

/**
 * States as a matrix in row order, a row per unit and a column per state.
 * size: hidden_size; columns: how many; state: j → (hidden_size,) of column j, or null, whose column is 0.
 */
export function stateMatrix(size, columns, state) {
  const values = new Float32Array(size * columns);
  for (let j = 0; j < columns; j++) {
    const h = state(j);
    if (!h) continue;
    for (let u = 0; u < size; u++) values[u * columns + j] = h[u];
  }
  return values;
}
