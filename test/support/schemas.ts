import { Ajv2020 } from 'ajv/dist/2020.js';

/** What holds documents to schemas. It does not make its code small: that takes longer than all that tests ask of it. */
export const validator = () => new Ajv2020({ strict: false, code: { optimize: false } });
