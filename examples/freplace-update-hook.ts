import { freplace, withUpdateHook } from 'mprog-spec';

/**
 * Extension programs as merged, with bpf_link_update_hook as it was proposed in July 2020: a link takes the function of another
 * link of the same program. Any design of extension programs can be given instead: freplacePosted, freplaceList or freplaceId.
 */
export default withUpdateHook(freplace);
