import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario } from '../scenario.js';

const messages = 20_000;
/** Our waiting line holds 64 messages; a flow that sends more at once gets ERR_BUSY. */
const underWay = 64;
const text = '{"topic":"led","payload":{"brightness":128,"colour":"#ff8800"}}';

/** How fast a flow that waits for Complete nodes gets messages to a board. Only ours completes when the board has them. */
export const outbound: Scenario = {
  name: 'outbound',
  title: 'Flow → board, as fast as it goes, 64 messages under way',
  columns: [
    { key: 'rate', title: 'msg/s taken by the board' },
    { key: 'cpu', title: 'CPU s per 100,000', digits: 2 },
  ],
  lanes: lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours'], { role: 'out' }),
  targets: [
    {
      says: 'confirmed, at least 0.70 × core, which confirms nothing',
      column: 'rate',
      lane: 'ours',
      per: 'core websocket',
      atLeast: 0.7,
    },
  ],
  async measure(lane, rigs) {
    return push(await rigs.keep(lane, push));
  },
};

async function push({ boards, client }: Rig): Promise<Figures> {
  await boards.call('takeReceived');
  await client.call('zero');
  const startedAt = performance.now();
  await client.call('pushClosed', text, messages, underWay);
  for (let received = 0; received < messages; ) received += await boards.call('takeReceived');
  const seconds = (performance.now() - startedAt) / 1_000;
  const { cpuMs } = await client.call('usage');
  return { rate: messages / seconds, cpu: (cpuMs / messages) * 100 };
}
