// `VIEWS`: for each view's name a function that imports its module, so that only the views that are shown are loaded.

export const VIEWS = {
  cell: () => import("./cell/view.js"),
  layers: () => import("./layers/view.js"),
  training: () => import("./training/view.js"),
  weather: () => import("./weather/view.js"),
  race: () => import("./race/view.js"),
  generation: () => import("./generation/view.js"),
  inspect: () => import("./inspect/view.js"),
  ablation: () => import("./ablation/view.js"),
};
