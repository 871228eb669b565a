// Every view by its name, and what loads its module: only those that are shown are fetched.

export const VIEWS = {
  cell: () => import("./cell/view.js"),
  layers: () => import("./layers/view.js"),
  training: () => import("./training/view.js"),
  weather: () => import("./weather/view.js"),
  race: () => import("./race/view.js"),
  generation: () => import("./generation/view.js"),
  ablation: () => import("./ablation/view.js"),
};
