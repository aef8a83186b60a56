export * from '../../../vocabulary/outcome.ts';
export * from './machine.ts';
export * from './names.ts';
export * from './observation.ts';
export * from './request.ts';
export * from './universe.ts';
