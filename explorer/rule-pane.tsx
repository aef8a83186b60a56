import type { Profile, Took } from '../browser.ts';
import { Outcome } from './outcome.tsx';

/** What is decided under one semantics, and why. */
function Decision({ took, profile, titled }: { took: Took; profile: Profile; titled: boolean }) {
  const title = titled && <h3>{profile.name}</h3>;
  if ('cannot' in took)
    return (
      <article class="decision">
        {title}
        <p class="nothing">Cannot be asked: {took.cannot}.</p>
      </article>
    );
  const { outcome, rule, sentence, source, situation, because, otherwise, objects, after } = took.explanation;
  const fields = Object.entries(situation);
  const asked = fields.filter(([field]) => field in because);
  const other = fields.filter(([field]) => !(field in because));
  return (
    <article class="decision">
      {title}
      <p class="rule-head">
        <Outcome is={outcome} /> <code>{rule}</code>
      </p>
      <p class="sentence">{sentence}</p>
      <p class="source">{source}</p>
      <h4>Because</h4>
      {asked.length === 0 ? (
        <p>No rule above it applies.</p>
      ) : (
        <dl class="situation">
          {asked.map(([field, value]) => (
            <div class="asked" key={field}>
              <dt>{field}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {other.length > 0 && (
        <details>
          <summary>the rest of the situation ({other.length}), which the rule does not ask for</summary>
          <dl class="situation">
            {other.map(([field, value]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <h4>Otherwise</h4>
      {otherwise.length === 0 ? (
        <p>No rule further down would decide.</p>
      ) : (
        <ol class="otherwise">
          {otherwise.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ol>
      )}
      {objects && (
        <ul class="ran">
          {objects.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <h4>Afterwards</h4>
      <dl class="after">
        {Object.entries(after).map(([hook, seen]) => (
          <div key={hook}>
            <dt>{hook}</dt>
            <dd>{seen}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** The rule that decides a request, of the one that is chosen or the last that was taken. */
export function RulePane({
  said,
  took,
  semantics,
  taken,
}: {
  said: string | undefined;
  took: readonly Took[];
  semantics: readonly Profile[];
  taken: boolean;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard
    <section class="pane rule-pane" aria-labelledby="rule-title" tabIndex={0}>
      <h2 id="rule-title">{said === undefined ? 'Rule' : taken ? 'Rule that decided' : 'Rule that would decide'}</h2>
      {said === undefined ? (
        <p class="nothing">Choose a request: the rule that decides it is shown here, with its source and why.</p>
      ) : (
        <p class="about-request">{said}</p>
      )}
      {took.map((each, which) => (
        <Decision
          took={each}
          profile={semantics[which]!}
          titled={semantics.length === 2}
          key={semantics[which]!.name}
        />
      ))}
    </section>
  );
}
