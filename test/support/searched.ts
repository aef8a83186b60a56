import { PROFILES } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';

/**
 * The profiles that tests search one by one. The designs of 2020 are `freplace` with a few rules changed: they are searched by the main
 * job, for their anomalies and for the page of their questions.
 */
export const SEARCHED: readonly Profile[] = PROFILES.filter(({ name }) => !name.startsWith('freplace-2020-'));
