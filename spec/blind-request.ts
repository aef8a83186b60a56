import { FIELDS_OF, type Flags, OPS, type Op, type Request } from './families/slots/vocabulary/index.ts';

/** A request with other flags, whose other fields are read from it only where they are asked for. */
interface BlindRequest {
  readonly request: Request;
  readonly flags: Flags;
}

type BlindConstructor = new (request: Request, flags: Flags) => BlindRequest;

/** A class for the requests of an operation: what is made of it has the fields of the operation, and no others. */
function classFor(op: Op): BlindConstructor {
  class Blind implements BlindRequest {
    readonly request: Request;
    readonly flags: Flags;
    constructor(request: Request, flags: Flags) {
      this.request = request;
      this.flags = flags;
    }
  }
  for (const field of FIELDS_OF[op])
    if ((field as string) !== 'flags')
      Object.defineProperty(Blind.prototype, field, {
        get(this: BlindRequest) {
          return (this.request as unknown as Readonly<Record<string, unknown>>)[field];
        },
      });
  return Blind;
}

const CLASSES = new Map(OPS.map((op) => [op, classFor(op)]));

/** A request with other flags. */
export function withFlags(request: Request, flags: Flags): Request {
  return new (CLASSES.get(request.op)!)(request, flags) as unknown as Request;
}
