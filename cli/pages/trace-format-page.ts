import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { USUAL } from '../../spec/families/register.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { code, document, joined, table } from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';

/** The part of the page that is made: what is between these two. */
const PART = /(?<=<!-- npm run docs: the operations -->\n)[\s\S]*?(?=<!-- end -->)/;

const names = (fields: readonly string[]) => joined(fields.map(code));

/** The operations there are, and which of their fields may be left out. */
function operations(): string {
  const rows = USUAL.schemas.request.options.map(({ shape: { op, ...shape } }) => {
    const fields = Object.keys(shape);
    const isLeftOut = (field: string) => shape[field] instanceof z.ZodDefault;
    const needed = fields.filter((field) => !isLeftOut(field));
    return [code(op.value), names(needed), names(fields.filter(isLeftOut))];
  });
  return `\n${markdownText(document(table(['operation', 'fields', 'that may be left out'], rows)))}\n`;
}

/** docs/trace-format.md, which is written by hand but for the operations. */
export function traceFormatPage(): string {
  const file = join(PACKAGE, 'docs', 'trace-format.md');
  const page = readFileSync(file, 'utf8');
  if (!PART.test(page)) throw new Error(`${file}: expected a part for the operations, found none`);
  return page.replace(PART, operations);
}
