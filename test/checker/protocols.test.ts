import { describe, expect, test } from 'vitest';
import { ProtocolReport, protocolReport } from '../../checker/protocols/report.ts';
import { searchProtocol } from '../../checker/protocols/search.ts';
import { atOnce } from '../../checker/search/run.ts';
import type { Protocol } from '../../spec/protocol.ts';
import { DISPATCHER } from '../../spec/protocols/dispatcher/index.ts';
import { situationsOf } from '../../spec/protocols/dispatcher/situations.ts';
import { byNetlink, byRootLink } from '../../spec/protocols/dispatcher/swaps.ts';

type Situations = ReturnType<typeof situationsOf>;

/** What becomes of one thing where dispatchers are swapped in a way. */
function became(situations: Situations, fact: keyof Situations) {
  const protocol: Protocol = { ...DISPATCHER, facts: DISPATCHER.facts.filter(({ id }) => id === fact) };
  const [came] = atOnce(searchProtocol(protocol, [{ id: 'this', sentence: 'This.', situations: () => situations }]));
  return came!;
}

const outcomes = ({ path }: ReturnType<typeof became>) => path.map(({ outcome }) => outcome);

describe('the dispatcher', () => {
  test('has a situation, or a reason why there is none, for every fact under every design', () => {
    for (const { situations } of DISPATCHER.designs)
      expect(Object.keys(situations()).toSorted()).toEqual(DISPATCHER.facts.map(({ id }) => id).toSorted());
  });
  test('is reported as the schema has it', () => {
    const came = became(situationsOf(byNetlink), 'stranger-detached');
    const report = protocolReport(DISPATCHER, [came], 1);
    expect(ProtocolReport.parse(report)).toMatchObject({ result: 'held', rows: [{ result: 'possible' }] });
    const cut = protocolReport(DISPATCHER, [{ ...came, result: 'inconclusive' }], 1);
    expect(ProtocolReport.parse(cut).result).toBe('inconclusive');
  });
  test('is refused to the second of two that find nothing', () => {
    const came = became(situationsOf(byNetlink), 'first-gives-up');
    expect([came.result, outcomes(came).at(-1)]).toEqual(['possible', 'EBUSY']);
  });
  test('loses nobody where what is expected is checked', () => {
    for (const how of [byNetlink, byRootLink])
      expect(became(situationsOf(how), 'addition-lost')).toMatchObject({ result: 'impossible', path: [] });
  });
  test('loses one where a swap expects nothing', () => {
    const careless = {
      ...byNetlink,
      put: (world: never, agent: object) => byNetlink.put(world, { ...agent, unchecked: true } as never),
    };
    expect(became(situationsOf(careless as never), 'addition-lost').result).toBe('possible');
  });
  test('cannot be cleared once the bridge above has a program, by netlink alone', () => {
    expect(
      outcomes(became(situationsOf(byNetlink), 'cannot-be-cleared')).filter((each) => each === 'EEXIST'),
    ).toHaveLength(11);
    expect(became(situationsOf(byRootLink), 'cannot-be-cleared').result).toBe('impossible');
  });
  test('keeps a stranger on the device where a root link is used', () => {
    expect(became(situationsOf(byNetlink), 'stranger-detached').path.map(({ what }) => what)).toEqual([
      'finds S on the device',
      'clears the device',
    ]);
    expect(became(situationsOf(byRootLink), 'stranger-detached').result).toBe('impossible');
  });
  test('is a search that can fail: a fact of which a design says nothing is refused', () => {
    const { 'tail-callee': _gone, ...others } = situationsOf(byNetlink);
    expect(() => became(others as never, 'tail-callee')).toThrow('the design this says nothing of tail-callee');
  });
});
