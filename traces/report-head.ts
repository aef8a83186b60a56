import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from './package-folder.ts';

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

/** What every report begins with: its format, the version of that, and the version of mprog. */
export function headOf<Format extends string, Version extends number>(format: Format, version: Version) {
  return { format, version, tool: packageVersion() };
}
