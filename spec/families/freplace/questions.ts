import type { Profile } from '../../profile.ts';
import type { Questions } from '../../questions.ts';
import { freplace } from './freplace/index.ts';
import { freplaceId, freplaceList, freplacePosted } from './freplace-2020.ts';
import { withUpdateHook } from './update-hook.ts';

const DESIGNS: readonly Profile[] = [freplacePosted, freplaceList, freplaceId, freplace];

/** What the mails of July 2020 ask of attaching an extension to several targets, each as a property of every design. */
export const FREPLACE_QUESTIONS: Questions = {
  page: 'freplace',
  title: 'Extensions with several targets: four designs',
  text: `The mails of July 2020 ask how an extension program that is attached to one dispatcher moves to the next: who holds the first
target, and how a second process moves what the first one attached. Each question is a property here, searched for a violation in
every design: as posted on 15 July 2020 (\`freplace-2020-posted\`), a list of links on the program (\`freplace-2020-list\`), the id of the
target recorded (\`freplace-2020-id\`), and as merged (\`freplace\`); each also with bpf_link_update_hook, which was proposed and never
merged. What the mails leave open is decided in \`spec/families/freplace/freplace-2020.ts\` and \`update-hook.ts\`.

A design with bpf_link_update_hook (\`…-update-hook\`) is no profile: a file makes it with \`withUpdateHook(design)\`, as
[examples/freplace-update-hook.ts](../examples/freplace-update-hook.ts) does for \`freplace\`, and the commands take the file:
\`mprog check examples/freplace-update-hook.ts --properties all\`.`,
  scopes: ['default', 'array', 'device'],
  designs: DESIGNS.flatMap((design) => [design, withUpdateHook(design)]),
  asked: [
    {
      question: 'How is X released once E has moved to Y? Can the first dispatcher live for ever?',
      property: 'nobody-keeps-a-target-unused',
      held: 'X is freed with its last link',
      violated: 'E alone keeps X',
    },
    {
      question: 'Can E be attached to Z when X and Y are gone?',
      property: 'attach-needs-no-former-target',
      held: 'yes',
      violated: 'no',
    },
    {
      question: 'Is E on the data path at every step, when another process swaps the program of the device?',
      property: 'on-the-device-at-every-step',
      held: 'yes',
      violated: 'no',
    },
    {
      question: 'Does holding its link keep E on the device, when the other process ends?',
      property: 'held-link-keeps-its-place',
      held: 'yes',
      violated: 'no',
    },
    {
      question: 'May an attach be repeated, once its link is closed?',
      property: 'attach-again-by-the-same-request',
      held: 'yes',
      violated: 'no',
    },
    {
      question: 'Can an extended program become a tail callee?',
      property: 'extended-is-no-tail-callee',
      held: 'no',
      violated: 'yes',
    },
  ],
};
