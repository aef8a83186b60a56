/** The folders with code that commands are made of. */
export const CODE: readonly string[] = [
  'spec',
  'model',
  'kernel',
  'checker',
  'traces',
  'library',
  'vm',
  'matrix',
  'exporters',
  'observe',
  'clients',
  'cli',
  'explorer',
];

/** The files with code in the root itself. */
export const ROOT_FILES: readonly string[] = ['index.ts', 'browser.ts', 'proposals.ts'];
