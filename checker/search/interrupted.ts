/** A run that was ended from outside before it had a verdict. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(what = 'there is no verdict') {
    super(`interrupted: ${what}`);
  }
}
