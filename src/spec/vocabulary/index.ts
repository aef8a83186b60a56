export * from './flags.ts';
export * from './machine.ts';
export * from './names.ts';
export * from './observation.ts';
export * from './outcome.ts';
export * from './references.ts';
export * from './request.ts';
export * from './universe.ts';
