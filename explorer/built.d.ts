declare module '*.css';

/** The version of this package, which is put in when the page is built. */
declare const MPROG_VERSION: string;

interface ImportMeta {
  /** Of Vite: the files of a pattern, by their paths. */
  glob(pattern: string, options: object): Readonly<Record<string, unknown>>;
}
