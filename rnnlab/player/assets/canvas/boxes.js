// Hit tests: boxes on the stage are {x, y, w, h} in px.

/** Whether a point lies in a box; its right and lower edge are outside. */
export const inside = (box, x, y) => x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;

/** Index of the cell at a coordinate, of `count` cells that are `size` px each and begin at `from`; 0 to count − 1. */
export const indexAt = (at, from, size, count) => Math.min(count - 1, Math.max(0, Math.floor((at - from) / size)));
