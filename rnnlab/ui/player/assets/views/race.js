// View "race".

export default class RaceView {}
