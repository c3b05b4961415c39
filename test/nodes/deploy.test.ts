import { deepEqual, equal } from 'node:assert/strict';
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import {
  boardItem,
  collect,
  deploy,
  type FlowItem,
  input,
  load,
  nextMsg,
  node,
  statusText,
  useBoard,
} from '../support/flow.js';

const tab = { id: 'tab', type: 'tab' } as FlowItem;
const ids = { ins: ['in0', 'in1'], outs: ['out0', 'out1', 'out2'], gots: ['got0', 'got1'] };

describe('A deploy', () => {
  const used = useBoard();

  /** Two in and three out nodes on one board; a new `name` is a change of the in and out nodes. */
  function flow(name: string): FlowItem[] {
    const common = { z: 'tab', name, board: 'board', topic: '' };
    return [
      tab,
      boardItem(used.board),
      ...ids.outs.map((id) => ({ ...common, id, type: 'esp8266-ws-out', send: 'payload', wires: [] })),
      ...ids.ins.map((id, at) => ({
        ...common,
        id,
        type: 'esp8266-ws-in',
        format: 'auto',
        emit: 'messages',
        wires: [[`got${at}`]],
      })),
      ...ids.gots.map((id) => ({ id, type: 'helper', z: 'tab' })),
    ] as FlowItem[];
  }

  const connects = () => used.board.log.filter(({ type }) => type === 'connected').length;

  for (const [mode, sockets] of [
    ['full', 21],
    ['flows', 1],
    ['nodes', 1],
  ] as const) {
    it(`L1, L3: of kind "${mode}", 20 times: one slot each time, each in node gets each message once, ${sockets} sockets in all`, async () => {
      await load(flow('before'));
      await statusText('in0', 'ready');
      for (let count = 1; count <= 20; count += 1) {
        await deploy(flow(`deploy ${count}`), mode);
        for (const id of [...ids.ins, ...ids.outs]) await statusText(id, 'ready');
        const lists = ids.gots.map(collect);
        const arrived = Promise.all(ids.gots.map((id) => nextMsg(id)));
        input('out1', { payload: `deploy ${count}` });
        await arrived;
        for (const list of lists)
          deepEqual(
            list.map(({ payload }) => payload),
            ['Message received'],
          );
        equal(used.board.slotsInUse, 1);
      }
      equal(connects(), sockets);
    });
  }

  it('L3: of the only out node keeps the socket', async () => {
    const only = (name: string) => flow(name).filter(({ id }) => ['tab', 'board', 'out0'].includes(id));
    await load(only('before'));
    await statusText('out0', 'ready');
    await deploy(only('after'), 'nodes');
    await statusText('out0', 'ready');
    equal(connects(), 1);
  });

  it('L4: that changes the board closes one connection and opens another', async () => {
    await load(flow('same'));
    await statusText('in0', 'ready');
    await deploy(
      flow('same').map((item) => (item.id === 'board' ? { ...item, path: '/other' } : item)),
      'nodes',
    );
    for (const id of [...ids.ins, ...ids.outs]) await statusText(id, 'ready');
    equal(connects(), 2);
    equal(used.board.slotsInUse, 1);
  });

  it('that stops the flows leaves no node green', async () => {
    await load(flow('same'));
    await statusText('in0', 'ready');
    await statusText('out0', 'ready');
    const cleared = Promise.all(['in0', 'out0'].map((id) => once(node(id), 'call:status')));
    await helper.clearFlows();
    for (const [{ args }] of await cleared) deepEqual(args, [{}]);
  });

  it('L5: that removes the last user frees the slot', async () => {
    await load(flow('same'));
    await statusText('in0', 'ready');
    const freed = new Promise<void>((resolve) => {
      used.board.on('slots', (inUse) => {
        if (inUse === 0) resolve();
      });
    });
    await deploy([tab, boardItem(used.board)], 'nodes');
    await freed;
  });
});
