// View "ablation".

export default class AblationView {}
