/** What every page that is made says of itself. */
export const GENERATED = 'This page is made by the tool (`npm run docs`).';
