declare module '*.css';

/** The version of this package, which is put in when the page is built. */
declare const MPROG_VERSION: string;
