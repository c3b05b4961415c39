import { deepEqual, equal, match } from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { addressesIn, Demo } from './support/demo.js';
import { idOf, onFreePorts, readExample } from './support/examples.js';
import { freePort } from './support/free-port.js';

const mine = [{ id: 'mine', type: 'tab', label: 'Mine' }];

describe('The demo', function () {
  this.timeout(180_000); // a whole Node-RED starts, beside others
  let demo: Demo;

  beforeEach(() => {
    demo = new Demo();
  });

  afterEach(() => demo.remove());

  it('prints two addresses that can be opened, and ends when asked to', async () => {
    const addresses = addressesIn(await demo.start());
    equal(addresses.length, 2);
    for (const address of addresses) equal((await fetch(address)).status, 200);
    equal(await demo.stop(), 0);
  });

  it('says so in a sentence when the port is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const sentence = await refusal(demo.spawn(port));
    other.close();
    match(sentence, new RegExp(`^Port ${port} is taken by another program\\. .+\n$`));
  });

  it('keeps what became of the flows, and says in a sentence where it runs already, rather than run twice in one folder', async () => {
    demo.use(mine);
    const [, editor = ''] = addressesIn(await demo.start());
    deepEqual(await (await fetch(new URL('flows', editor))).json(), mine);
    const second = new Demo(demo.userDir);
    match(
      await refusal(second.spawn(await freePort())),
      new RegExp(`^The demo of this folder is running already: open ${editor}, or .+\n$`),
    );
    equal(await demo.stop(), 0);
    equal(addressesIn(await demo.start()).length, 2);
  });

  it('says in a sentence which option it has, to one that it does not know', async () => {
    for (const [args, strange] of [
      [['--prot', '1'], '--prot'],
      [['1881'], '1881'],
    ] as const)
      equal(
        await refusal(demo.spawn(await freePort(), ...args)),
        `The demo does not know "${strange}". It has one option: npm start -- --port 1881\n`,
      );
  });

  it('says that a board has gone, and that it is back', async () => {
    const example = 'Send Message page';
    demo.use(await onFreePorts(readExample(example)));
    const [, editor = ''] = addressesIn(await demo.start());
    const press = (button: string) =>
      fetch(new URL(`inject/${idOf(example, button)}`, editor), { method: 'POST' });
    await press('Stop the board');
    await demo.reports(' is offline: ');
    const isBack = demo.reports(' is back after ');
    await press('Start the board');
    await isBack;
  });
});

/** What a demo that does not start says instead. */
async function refusal(process: ChildProcess): Promise<string> {
  const [sentence, [code]] = await Promise.all([text(process.stderr!), once(process, 'exit')]);
  equal(code, 1);
  return sentence;
}
