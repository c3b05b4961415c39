import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { BoardLog } from '../../src/board/board-log.js';
import { ThrottledLog, throttleMs } from '../../src/board/throttled-log.js';
import { freePort } from '../support/free-port.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';
import { timePasses } from './fixture.js';

const at = { x: 300, y: 100 };

/** A tab whose Function node makes 60 msgs of one second, for a board that is off. */
function tab(z: string, more: readonly Item[] = []): Item[] {
  return [
    { id: z, type: 'tab' },
    { ...at, z, id: `${z}-out`, type: 'esp8266-ws-out', board: 'board', wires: [] },
    {
      ...at,
      z,
      id: `${z}-burst`,
      type: 'function',
      func: 'for (let n = 0; n < 60; n += 1) setTimeout(() => node.send({ payload: n }), n * 16);',
      outputs: 1,
      wires: [[`${z}-out`]],
    },
    { ...at, z, id: `${z}-go`, type: 'inject', props: [], wires: [[`${z}-burst`]] },
    ...more.map((item) => ({ ...at, z, ...item })),
  ];
}

/** A Catch node of a tab, and the debug node that shows what it caught. */
function caught(z: string, scope: readonly string[] | null): Item[] {
  const debug = { id: `${z}-debug`, type: 'debug', active: true, tosidebar: true, complete: 'payload' };
  return [
    { id: `${z}-catch`, type: 'catch', scope, uncaught: false, wires: [[debug.id]] },
    { ...debug, targetType: 'msg', wires: [] },
  ];
}

describe('The log of an out node that fails 60 times a second', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await NodeRed.start();
    await nodeRed.deploy([
      {
        id: 'board',
        type: 'esp8266-ws-config',
        name: 'kitchen',
        host: '127.0.0.1',
        port: await freePort(),
        ...shortTimes,
      },
      ...tab('alone'),
      ...tab('all', caught('all', null)),
      ...tab('one', caught('one', ['one-out'])),
      ...tab('other', caught('other', ['other-burst'])),
    ]);
    for (const id of ['alone', 'all', 'one', 'other']) await nodeRed.status(`${id}-out`, 'refused');
  });

  after(() => nodeRed?.stop());

  const linesOf = (id: string) => nodeRed.log.filter((line) => line.includes(`esp8266-ws-out:${id}-out`));

  it('U16: has one line at once and one with the number of the others, where no Catch node takes them', async () => {
    const ids = ['alone', 'other'];
    for (const id of ids) await nodeRed.inject(`${id}-go`);
    for (const id of ids) {
      await nodeRed.until(() => linesOf(id).length > 1);
      const [first, second, ...others] = linesOf(id);
      match(first!, /ERR_OFFLINE/);
      match(second!, /ERR_OFFLINE.*\(59 errors of this kind in the last 10 s\)/);
      deepEqual(others, []);
    }
  });

  for (const id of ['all', 'one']) {
    it(`U16: has no line, and each error reaches the Catch node, where one takes them: ${id}`, async () => {
      await nodeRed.inject(`${id}-go`);
      const shown = () => nodeRed.debugs.filter((debug) => debug.id === `${id}-debug`);
      await nodeRed.until(() => shown().length === 60);
      deepEqual(
        shown().map(({ msg }) => msg),
        Array.from({ length: 60 }, (_, number) => number),
      );
      deepEqual(linesOf(id), []);
    });
  }

  it('U16: has what is not written yet when the node is closed', async () => {
    await nodeRed.inject('alone-go');
    await timePasses(500);
    const before = linesOf('alone').length;
    await nodeRed.deploy([...tab('alone')]);
    await nodeRed.until(() => linesOf('alone').length > before);
  });
});

describe('A throttled log', () => {
  const written: [unknown, number][] = [];
  let log: ThrottledLog;

  beforeEach(() => {
    written.length = 0;
    log = new ThrottledLog((line, count) => written.push([line, count]));
  });
  afterEach(() => log.close());

  it('writes the first of each kind at once, and when it is closed the newest of the others with their number', () => {
    for (const line of ['a1', 'b1', 'a2', 'a3']) log.add(line[0]!, line);
    deepEqual(written, [
      ['a1', 1],
      ['b1', 1],
    ]);
    log.close();
    deepEqual(written.slice(2), [['a3', 2]]);
  });

  it('keeps no more than a few kinds apart, whatever a flow makes of them', () => {
    for (let number = 0; number < 1_000; number += 1) log.add(`kind ${number}`, number);
    ok(written.length <= 17, `${written.length}`);
  });

  it('leaves no timer', () => {
    log.add('a', 1);
    log.close();
    log.add('a', 2);
    equal(process.getActiveResourcesInfo().includes('Immediate'), false);
    deepEqual(written.at(-1), [2, 1]);
    equal(throttleMs, 10_000);
  });
});

describe('The log of a board', () => {
  it('has one line for many exceptions of one kind, and their number in the end', () => {
    const lines: string[] = [];
    const none = () => {};
    const log = new BoardLog(
      { debug: none, error: (line) => lines.push(line), log: none, warn: none },
      'kitchen',
      'kitchen:81',
      (key, { count }) => `${key} ${count}`,
    );
    for (let number = 0; number < 60; number += 1) log.fault(new TypeError('msg.payload is undefined'));
    equal(lines.length, 1);
    match(lines[0]!, /^TypeError: msg\.payload is undefined\n/);
    log.close();
    match(lines[1]!, /\(repeated 59\)$/);
    equal(lines.length, 2);
  });
});
