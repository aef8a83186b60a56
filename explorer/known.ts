import { PROFILES, type Profile } from '../browser.ts';

/** Semantics of files that were dropped, by name: they are there until the page is loaded anew. */
const dropped = new Map<string, Profile>();

/** Every semantics that the page knows now. */
export const profiles = (): readonly Profile[] => [...PROFILES, ...dropped.values()];

/** From now on the page knows a semantics; one of that name that was dropped before is forgotten. */
export function know(profile: Profile): void {
  dropped.set(profile.name, profile);
}
