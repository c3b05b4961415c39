import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { addressesIn, Demo } from './support/demo.js';
import { freePort } from './support/free-port.js';

describe('The demo', function () {
  this.timeout(30_000); // a whole Node-RED starts, beside others
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

  it('keeps what became of the flows', async () => {
    const mine = [{ id: 'mine', type: 'tab', label: 'Mine' }];
    writeFileSync(join(demo.userDir, 'flows.json'), JSON.stringify(mine));
    const [, editor = ''] = addressesIn(await demo.start());
    deepEqual(await (await fetch(new URL('flows', editor))).json(), mine);
  });

  it('says so in a sentence when the port is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const process = demo.spawn(port);
    const [sentence, [code]] = await Promise.all([text(process.stderr!), once(process, 'exit')]);
    other.close();
    match(sentence, new RegExp(`^Port ${port} is taken by another program\\. .+\n$`));
    equal(code, 1);
  });
});
