import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { freePort } from '../support/free-port.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

/** What reaches the debug sidebar and the log of a Node-RED in another language, as people read it there. */

const at = { z: 'tab', x: 0, y: 0 };
/** One attempt, and no other while the tests look at what came of it. */
const config = {
  type: 'esp8266-ws-config',
  host: '127.0.0.1',
  ...shortTimes,
  minDelaySeconds: 600,
  maxDelaySeconds: 600,
};
const sends = (id: string, saved: object): Item[] => [
  { ...at, id, type: 'esp8266-ws-out', wires: [], ...saved },
  { ...at, id: `${id}-say`, type: 'inject', props: [{ p: 'payload' }], payload: 'x', wires: [[id]] },
];

describe('What a Node-RED tells', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let flow: Item[];

  before(async () => {
    const logging = { console: { level: 'info' } };
    nodeRed = await NodeRed.start(undefined, { settings: { lang: 'de', logging } });
    flow = [
      { id: 'tab', type: 'tab' },
      { ...config, id: 'off', name: 'Küche', port: await freePort() },
      { ...config, id: 'unfit', name: 'Garage', host: 'a b' },
      { ...config, id: 'disabled', name: 'Keller', d: true },
      ...sends('untold', { board: 'off' }),
      ...sends('caught', { board: 'off' }),
      ...sends('empty', { board: 'off', send: 'topic' }),
      ...sends('nowhere', { board: 'gone', name: 'Licht' }),
      ...sends('slow', { board: 'off', name: 'Tor', queueSeconds: 'bald' }),
      ...sends('act', { board: 'off' }),
      {
        ...at,
        id: 'odd',
        type: 'inject',
        props: [{ p: 'action', v: '__action____board__', vt: 'str' }],
        wires: [['act']],
      },
      { ...at, id: 'in', type: 'esp8266-ws-in', name: 'Werte', board: 'disabled', wires: [[]] },
      { ...at, id: 'in-none', type: 'esp8266-ws-in', board: '', wires: [[]] },
      { ...at, id: 'in-unfit', type: 'esp8266-ws-in', board: 'unfit', topic: 'a+', wires: [[]] },
      { ...at, id: 'in-topic', type: 'esp8266-ws-in', board: 'off', topic: 'a+', wires: [[]] },
      { ...at, id: 'catch', type: 'catch', scope: ['caught'], wires: [['seen']] },
      { ...at, id: 'seen', type: 'debug', active: true, tosidebar: true, complete: 'true', wires: [] },
    ];
    await nodeRed.deploy(flow);
    await nodeRed.status('untold', 'refused');
  });

  after(() => nodeRed.stop());

  /** What the sidebar shows of a node at that level of the log: texts as they are, of objects how they begin. */
  const told = (id: string) => nodeRed.debugs.filter((debug) => debug.id === id).map(({ msg }) => msg);

  it('of a message that failed, without a Catch node: a text that begins with the code, in the language of the server', async () => {
    await nodeRed.inject('untold-say');
    equal(
      await nodeRed.debug('untold'),
      'ERR_OFFLINE: Küche ist offline: Sketch und Port prüfen. Nicht gesendet.',
    );
  });

  it('of a message that cannot be sent: what to change', async () => {
    await nodeRed.inject('empty-say');
    const line = 'ERR_BAD_PAYLOAD: Kein Topic für Küche: msg.topic setzen. Ein Topic hat 1 bis 256 Zeichen.';
    equal(await nodeRed.debug('empty'), line);
  });

  it('of an action that looks like gaps in a text: as it is', async () => {
    await nodeRed.inject('odd');
    const line = (await nodeRed.debug('act')) as string;
    match(line, /^ERR_BAD_PAYLOAD: Falsche msg\.action für Küche: /);
    ok(line.includes('nicht "_\\u005faction_\\u005f_\\u005fboard_\\u005f"'), line);
  });

  it('to a Catch node: the same, and the code where this Node-RED hands it on', async () => {
    await nodeRed.inject('caught-say');
    const { error } = (await nodeRed.debug('seen')) as { error: { code?: string; message: string } };
    match(error.message, /^ERR_OFFLINE: Küche ist offline: /);
    ok(error.code === 'ERR_OFFLINE' || error.code === undefined);
  });

  it('of a connection that failed: which board, what to do, and only then all that is known', () => {
    const [line] = told('off') as [string];
    match(line, /^Küche ist offline: Sketch und Port prüfen\. .*127\.0\.0\.1.*ECONNREFUSED/);
  });

  for (const [id, what, line] of [
    ['unfit', 'a board whose host cannot work', /^Garage kann nicht verbinden\. Host: ./],
    ['nowhere', 'a deleted board', /^Licht kann nicht senden\. Board: ./],
    ['slow', 'a setting that cannot work', /^Tor kann nicht senden\. [^:]+: ./],
    ['in', 'a disabled board', /^Werte kann nicht empfangen\. Board: .*deaktiviert/],
    ['in-none', 'no board', /^esp8266 in kann nicht empfangen\. Board: ./],
    ['in-unfit', 'a board that cannot be used', /^esp8266 in kann nicht empfangen\. Board: ./],
    ['in-topic', 'a topic that cannot work', /^esp8266 in kann nicht empfangen\. Topic: ./],
  ] as const) {
    it(`of ${what}: node, field and remedy, in one line of log and sidebar`, async () => {
      await nodeRed.status(id === 'unfit' ? 'in-unfit' : id, 'configuration');
      const [text, ...more] = told(id) as [string];
      match(text, line);
      deepEqual(more, []);
      equal(nodeRed.log.filter((each) => each.includes(text)).length, 1);
    });
  }

  it('of a fault in the configuration: nothing more with a deploy that leaves the node alone', async () => {
    await nodeRed.deploy([...flow, { ...at, id: 'note', type: 'comment' }], 'nodes');
    equal(told('in').length, 1);
  });
});
