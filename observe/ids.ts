/** An object with an id, and its place among those of its kind: the kernel gives ids in this order. */
interface Identified {
  readonly name: string;
  readonly nth: number;
  id?: number;
}

/**
 * The ids of programs, or of links. A log shows an id with its fd (BPF_OBJ_GET_INFO_BY_FD), or only in the answer to a query.
 * There it is taken for the object that the rules have in that slot, if ids are then in the order in which objects were made.
 */
export class Ids<Object extends Identified> {
  readonly #byId = new Map<number, Object>();

  get(id: number): Object | undefined {
    return this.#byId.get(id);
  }

  bind(id: number, object: Object): void {
    object.id = id;
    this.#byId.set(id, object);
  }

  /** Whether an id can be that of an object, which then has it. */
  learn(id: number, object: Object | undefined): boolean {
    const known = this.#byId.get(id);
    if (known !== undefined || object === undefined || object.id !== undefined)
      return known === object && known !== undefined;
    for (const [other, { nth }] of this.#byId) if (nth < object.nth !== other < id) return false;
    this.bind(id, object);
    return true;
  }
}
