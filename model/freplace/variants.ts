/** What makes the designs differ. */
export interface Design {
  /**
   * What an EXT or fentry program keeps of the function that it was loaded against.
   *
   * - `until-attached`: a reference, until the first attach (merged).
   * - `always`: a reference, until the program itself ends (posted in July 2020).
   * - `until-used`: a reference, until it is attached without naming a target (the list of links, July 2020).
   * - `id`: the id of the target, and no reference (July 2020).
   */
  readonly keeps: 'until-attached' | 'always' | 'until-used' | 'id';
  /** Whether there is bpf_link_update_hook. */
  readonly updatesHook: boolean;
}

const design = (keeps: Design['keeps'], updatesHook = false): Design => Object.freeze({ keeps, updatesHook });

/** The designs by the names of their profiles. */
export const DESIGNS = {
  freplace: design('until-attached'),
  'freplace-update-hook': design('until-attached', true),
  'freplace-2020-posted': design('always'),
  'freplace-2020-posted-update-hook': design('always', true),
  'freplace-2020-list': design('until-used'),
  'freplace-2020-list-update-hook': design('until-used', true),
  'freplace-2020-id': design('id'),
  'freplace-2020-id-update-hook': design('id', true),
} as const satisfies Readonly<Record<string, Design>>;

export type Variant = keyof typeof DESIGNS;
