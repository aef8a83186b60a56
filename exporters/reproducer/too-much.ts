/** Thrown while a reproducer is made: why there is none. */
export class TooMuch extends Error {}
