import type { Request } from './semantics.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

/** A request with other flags, whose other fields are read from it only where they are asked for. */
interface BlindRequest {
  readonly request: Request;
  readonly flags: readonly string[];
}

type BlindConstructor = new (request: Request, flags: readonly string[]) => BlindRequest;

/** A class for the requests of an operation: what is made of it has the fields of the operation, and no others. */
function classFor(fields: readonly string[]): BlindConstructor {
  class Blind implements BlindRequest {
    readonly request: Request;
    readonly flags: readonly string[];
    constructor(request: Request, flags: readonly string[]) {
      this.request = request;
      this.flags = flags;
    }
  }
  for (const field of fields)
    if (field !== 'flags')
      Object.defineProperty(Blind.prototype, field, {
        get(this: BlindRequest) {
          return (this.request as unknown as Readonly<Record<string, unknown>>)[field];
        },
      });
  return Blind;
}

/** A way to give requests other flags. */
export function blindOver({ fieldsOf }: Vocabulary): (request: Request, flags: readonly string[]) => Request {
  const classes = new Map(Object.entries(fieldsOf).map(([op, fields]) => [op, classFor(fields)]));
  return (request, flags) => new (classes.get(request.op)!)(request, flags) as unknown as Request;
}
