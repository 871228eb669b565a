// Reads a Recording: one safetensors file, given as a Uint8Array.

const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U16: Uint16Array, U8: Uint8Array };

/** @returns {{header: object, arrays: Map<string, {shape: number[], data: ArrayLike<number>}>}} */
export function readRecording(bytes) {
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
  const arrays = new Map();
  for (const [name, entry] of Object.entries(index)) {
    if (name === "__metadata__") continue;
    const [from, to] = entry.data_offsets;
    // slice, not subarray: the bytes may start anywhere in the message, and typed arrays must be aligned
    const buffer = bytes.slice(8 + size + from, 8 + size + to).buffer;
    arrays.set(name, { shape: entry.shape, data: typed(entry.dtype, buffer) });
  }
  return { header: JSON.parse(index.__metadata__.header), arrays };
}

function typed(dtype, buffer) {
  if (dtype === "I64") return Float64Array.from(new BigInt64Array(buffer), Number);
  return new TYPES[dtype](buffer);
}

/** One vector along the last axis of an array: vector(a, t, b) is a[t, b, :]. A view, not a copy. */
export function vector(array, ...index) {
  const { shape, data } = array;
  let at = 0;
  index.forEach((i, axis) => { at = at * shape[axis] + i; });
  for (let axis = index.length; axis < shape.length - 1; axis++) at *= shape[axis];
  const width = shape[shape.length - 1];
  return data.subarray(at * width, at * width + width);
}
