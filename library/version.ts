import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PACKAGE } from '../traces/package-folder.ts';

const Package = z.object({ version: z.string() });

/** The version of this package. */
export function packageVersion(): string {
  return Package.parse(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))).version;
}
