// Prints how long a fresh process takes to load the nodes of a variant, when the rest of Node-RED is there already.
import { join } from 'node:path';
import 'node-red';

const ours = join(__dirname, '../..');
const registered = [
  ...['config', 'in', 'out', 'request', 'virtual-board'].map((name) => `nodes/esp8266-ws-${name}.js`),
  'plugins/esp8266-ws-boards.js',
].map((file) => join(ours, file));
const withFirstNodes = ['config', 'in', 'out', 'request'].map((name) => join(ours, `nodes/${name}-node.js`));
const files: Readonly<Record<string, readonly string[]>> = {
  core: ['@node-red/nodes/core/network/22-websocket.js'],
  mqtt: ['@node-red/nodes/core/network/10-mqtt.js'],
  ours: registered,
  used: [...registered, ...withFirstNodes],
};

/** Stands for Node-RED: whatever is asked of it is itself. */
const red: unknown = new Proxy(() => {}, { apply: () => red, get: () => red });

const startedAt = performance.now();
for (const file of files[process.argv[2] ?? ''] ?? []) {
  const loaded = require(file);
  if (typeof loaded === 'function') loaded(red);
}
console.log(performance.now() - startedAt);
