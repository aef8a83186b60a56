import type { Observation, Reply, RequestOf } from '../spec/families/slots/vocabulary/index.ts';
import type { Asking } from './unprivileged.ts';

/** What BPF_PROG_QUERY tells of the hooks of one world. */
export interface QueryReader {
  /** A query as a request asks for it, by the calls of another caller if one is given: what it comes to, and what the kernel wrote. */
  query(request: RequestOf<'prog_query'>, asking?: Asking): Reply;
  /** What a query with ample room shows of a hook now; `nothing` once its device is gone. The same answer is the same object. */
  observe(hook: string): Observation;
  /** The revision of a hook now; 1 once its device is gone. */
  revisionOf(hook: string): bigint;
  /** Hooks may be at other targets from now on. */
  forget(): void;
}
