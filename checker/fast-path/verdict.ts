import type { Limits } from '../search/discovery.ts';
import type { Actor, Machine } from './machine.ts';
import type { PropertyId } from './properties.ts';
import type { Variant } from './variants.ts';

/** A shortest interleaving that breaks a property. */
export interface Breach {
  readonly property: PropertyId;
  /** What is wrong after its last step. */
  readonly what: string;
  readonly machine: Machine;
  /** Who takes each step; to be replayed with the readers kept in order. */
  readonly path: readonly Actor[];
}

export interface VariantVerdict {
  readonly variant: Variant;
  /** `inconclusive`: a bound was hit or the run was interrupted, and nothing is broken so far. */
  readonly result: 'held' | 'violated' | 'inconclusive';
  /** Why not everything was seen. */
  readonly bound?: string;
  readonly interrupted: boolean;
  readonly scenarios: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state furthest from the first. */
  readonly depth: number;
  /** Complete interleavings of all scenarios; only where everything was seen. */
  readonly interleavings?: bigint;
  /** The first of the shortest for each property that breaks, in the order of the properties. */
  readonly breaches: readonly Breach[];
  /** A shortest one of each scenario for each property. */
  readonly breachesByScenario: readonly Breach[];
  /** In how many scenarios each witness was seen. */
  readonly witnesses: Readonly<Record<string, number>>;
}

/** Where a check stands. */
export interface VariantProgress {
  readonly scenario: number;
  readonly scenarios: number;
  readonly states: number;
}

export interface VariantOptions {
  /** Bounds of the search through each scenario. */
  readonly limits?: Limits;
  /** Takes states that differ by an exchange of the readers as one (default). */
  readonly symmetry?: boolean;
  /** One reader or two (default). */
  readonly readers?: 1 | 2;
  /** Counts the complete interleavings (default). */
  readonly count?: boolean;
}
