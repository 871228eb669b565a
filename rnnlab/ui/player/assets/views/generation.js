// View "generation".

export default class GenerationView {}
