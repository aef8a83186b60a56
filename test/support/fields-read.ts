import { type Machine, type Request, type RequestInput, request } from '../../spec/families/slots/vocabulary/index.ts';

/** Applies a request and tells which of its fields the machine looked at, in order of first sight, `op` left out. */
export function fieldsRead(machine: Machine, input: object): string[] {
  const read: string[] = [];
  const watch = (field: string, value: unknown) => ({
    get: () => {
      if (!read.includes(field)) read.push(field);
      return value;
    },
  });
  const complete = Object.entries(request(input as RequestInput));
  const watched = Object.defineProperties(
    {},
    Object.fromEntries(complete.map(([field, value]) => [field, watch(field, value)])),
  );
  machine.apply(watched as Request);
  return read.filter((field) => field !== 'op');
}
