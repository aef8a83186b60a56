import type { Renaming } from '../family.ts';
import type { Request } from '../semantics.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { frozen } from './frozen.ts';

/** A request that notes which of its fields are looked at, and that may call programs and links by other names. */
export function view(
  { fieldsOf }: Vocabulary,
  request: Request,
  noted: (field: string) => void,
  renaming?: Renaming,
): Request {
  const fields = fieldsOf[request.op]!;
  const has = (field: PropertyKey): field is string => (fields as readonly PropertyKey[]).includes(field);
  const get = (field: string) => {
    noted(field);
    const value = (request as unknown as Readonly<Record<string, unknown>>)[field];
    return frozen(renaming === undefined ? value : renaming.value(field, value));
  };
  const handler: ProxyHandler<object> = {
    get: (target, field) => (has(field) ? get(field) : Reflect.get(target, field)),
    has: (target, field) => has(field) || Reflect.has(target, field),
    ownKeys: () => {
      for (const field of fields) noted(field);
      return [...fields];
    },
    getOwnPropertyDescriptor: (_, field) =>
      has(field) ? { value: get(field), enumerable: true, configurable: true } : undefined,
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  };
  return new Proxy({}, handler) as Request;
}
