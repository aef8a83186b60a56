import { join } from 'node:path';
import { z } from 'zod';
import { KernelVerdict } from '../checker/kernel-verdict.ts';
import { Verdict } from '../checker/verdict.ts';
import { PROFILES } from '../spec/profiles/index.ts';
import { renderTraceSchema } from '../traces/format.ts';
import { writeText } from '../traces/write.ts';
import { rulesMarkdown } from './rules-text.ts';

const schema = (type: z.ZodType) => `${JSON.stringify(z.toJSONSchema(type, { io: 'input' }), null, 2)}\n`;

/** Every file under docs/ that is made from the code, by name. A test fails where one is stale. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ...PROFILES.map((semantics) => [`rules-${semantics.name}.md`, rulesMarkdown(semantics)] as const),
    ['trace.schema.json', renderTraceSchema()],
    ['kernel-verdict.schema.json', schema(KernelVerdict)],
    ['verdict.schema.json', schema(Verdict)],
  ]);
}

/** Writes them. */
export function writeDocs(directory: string): void {
  for (const [name, text] of generatedDocs()) writeText(join(directory, name), text, { force: true });
}
