// Starts Node-RED with the examples, a virtual board and a dashboard. Everything it keeps is in .demo/.
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import RED from 'node-red';
import { answerForFolder, claimFolder, runningDemoIn } from './demo-folder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const userDir = process.env.DEMO_DIR ?? join(root, '.demo');
const flowFile = join(userDir, 'flows.json');
const examples = [
  'Telemetry dashboard',
  'Slider to LED brightness',
  'Relay that tells the truth',
  'A greenhouse of boards',
  'Send Message page',
  'Echo',
  'Delivery report',
];

/** Nothing here asks the internet, installs, or writes outside of the user directory. */
const settings = {
  credentialSecret: 'only a demo',
  editorTheme: { palette: { catalogues: [] }, tours: false },
  externalModules: { modules: { allowInstall: false }, palette: { allowInstall: false } },
  flowFile: 'flows.json',
  flowFilePretty: true,
  functionExternalModules: false,
  httpAdminRoot: '/',
  httpNodeRoot: '/',
  logging: { demo: { level: 'info', metrics: false, handler: () => report } },
  nodesDir: [root],
  telemetry: { enabled: false, updateNotification: false },
  userDir,
};

/** All that boards say of themselves, what other nodes warn of, and all errors. */
function report({ level, msg, name, type }) {
  const leastUrgent = type === undefined ? RED.log.ERROR : RED.log.WARN;
  if (level <= leastUrgent || type === 'esp8266-ws-config')
    console.error(`${name || type || 'Node-RED'}: ${msg}`);
}

/** There can be one ui-base only: as when the editor imports, later ones give way to the first. */
function merge(flows) {
  const single = new Map();
  const nodes = flows.flat().filter((node) => {
    if (!['global-config', 'ui-base'].includes(node.type)) return true;
    if (single.has(node.type)) return false;
    single.set(node.type, node.id);
    return true;
  });
  return nodes.map((node) => (node.ui ? { ...node, ui: single.get('ui-base') } : node));
}

/** The first start gets the examples; later ones keep what the user made of them. */
function prepareFlows() {
  mkdirSync(userDir, { recursive: true });
  if (existsSync(flowFile)) return;
  const flows = examples.map((name) =>
    JSON.parse(readFileSync(join(root, 'examples', `${name}.json`), 'utf8')),
  );
  writeFileSync(flowFile, JSON.stringify(merge(flows), null, 2));
}

function readPort() {
  const options = { port: { type: 'string', default: process.env.PORT ?? '1880' } };
  const { values, tokens } = parseArgs({ allowPositionals: true, options, strict: false, tokens: true });
  const strange = tokens.find(
    ({ kind, name }) => kind === 'positional' || (kind === 'option' && name !== 'port'),
  );
  if (strange !== undefined)
    fail(
      `The demo does not know "${strange.rawName ?? strange.value}". It has one option: npm start -- --port 1881`,
    );
  const text = values.port === true ? '' : values.port;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  return fail(`The port is a number from 1 to 65535, not "${text}".`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

async function listen(server, port) {
  await new Promise((resolve) => {
    server.once('error', ({ code, message }) =>
      fail(
        code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program. Try another one: npm start -- --port ${port + 1}`
          : `Node-RED cannot use port ${port}: ${message}`,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

let isStopping = false;
/** npm passes on the Ctrl-C that we have got already, so a second one means nothing. */
async function stop() {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), 10_000);
  await RED.stop();
  process.exit(0);
}

const port = readPort();
const running = await runningDemoIn(userDir);
if (running !== undefined)
  fail(`The demo of this folder is running already: open ${running}, or end that one first with Ctrl-C.`);
const server = createServer((request, response) => {
  if (!answerForFolder(userDir, request, response))
    RED.httpAdmin(request, response, () => RED.httpNode(request, response));
});
await listen(server, port);
prepareFlows();
claimFolder(userDir, port);
RED.init(server, { ...settings, uiHost: '127.0.0.1', uiPort: port });
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A flow with nodes that are not installed never starts, but its editor can be opened.
const isRunning = once(RED.events, 'flows:started', { signal: AbortSignal.timeout(10_000) }).catch(() => {});
await RED.start();
await isRunning;

console.log(`
Node-RED runs with a virtual board and a dashboard. Open in your browser:

  the dashboard   http://127.0.0.1:${port}/dashboard/telemetry
  the flows       http://127.0.0.1:${port}/

To stop, press Ctrl-C here. Your changes are kept in ${userDir}; delete that folder to start afresh.
`);
