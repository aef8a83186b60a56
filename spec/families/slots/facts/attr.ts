import { fact } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

/** What the attribute of a query is. */
export const attr = fact({
  field: 'attr',
  values: ['fresh', 'reused', 'short'],
  reads: ['attr'],
  stateless: true,
  tell: (_, { attr: is }: RequestOf<'prog_query'>) => is,
});
