import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import RED from 'node-red';
import type { Variant } from '../variants/variant.js';
import { benchNodes } from './bench-nodes.js';
import { flowOf } from './flow.js';
import type { Ledger } from './ledger.js';
import type { Client, Plan } from './plan.js';

const root = join(__dirname, '../../../..');

/** What Node-RED's type package leaves out. */
interface Runtime {
  readonly runtime: {
    readonly flows: { setFlows(options: object): Promise<unknown> };
  };
  readonly events: NodeJS.EventEmitter;
}

interface StatusEvent {
  readonly status: { readonly fill?: string };
}

/** A whole Node-RED in this process, so that its memory and event loop can be read. */
export class EmbeddedClient implements Client {
  private readonly red = RED as unknown as Runtime;
  /** When, by the wall clock, a node first showed red since {@link forgetReds}: where a node says that a board is gone. */
  private firstRedAt: number | undefined;
  private checkout = root;
  /** When the flows of the last deploy had been started, monotonic, in milliseconds. */
  startedAt = 0;

  constructor(
    private readonly variant: Variant,
    private readonly ledger: Ledger,
  ) {}

  async start(checkout = root): Promise<void> {
    this.checkout = checkout;
    const userDir = await mkdtemp(join(tmpdir(), 'esp8266-ws-bench-'));
    await writeNodes(join(userDir, 'nodes'));
    benchNodes.ledger = this.ledger;
    const server = createServer();
    RED.init(server, settingsFor(userDir, checkout) as never);
    await RED.start();
    await rm(userDir, { force: true, recursive: true });
    this.red.events.on('node-status', ({ status }: StatusEvent) => {
      if (status.fill === 'red') this.firstRedAt ??= Date.now();
    });
  }

  async deploy(plan: Plan): Promise<void> {
    if (plan.keepsNothing) await keepNothing(this.checkout);
    const started = new Promise<void>((resolve) => {
      this.red.events.once('flows:started', () => {
        this.startedAt = performance.now();
        resolve();
      });
    });
    const flows = flowOf(this.variant, plan);
    await this.red.runtime.flows.setFlows({ flows: { flows }, deploymentType: 'full' });
    await started;
  }

  get redAt(): number | undefined {
    return this.firstRedAt;
  }

  forgetReds(): void {
    this.firstRedAt = undefined;
  }

  send(text: string): void {
    benchNodes.source?.send({ payload: text });
  }
}

/** A file that Node-RED finds, in front of the compiled one. */
async function writeNodes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const script = join(__dirname, 'bench-nodes.js');
  await writeFile(join(folder, 'bench.js'), `module.exports = require(${JSON.stringify(script)}).default`);
  await writeFile(join(folder, 'bench.html'), '<script type="text/javascript"></script>');
}

function settingsFor(userDir: string, checkout: string): object {
  return {
    credentialSecret: 'only a bench',
    externalModules: { autoInstall: false, palette: { allowInstall: false } },
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    logging: { console: { level: 'fatal', metrics: false, audit: false } },
    nodesDir: [checkout],
    telemetry: { enabled: false, updateNotification: false },
    userDir,
  };
}

/** Takes the last values out of the package that Node-RED has loaded. */
async function keepNothing(checkout: string): Promise<void> {
  const { BoardMemory } = await import(join(checkout, 'dist/src/board/memory.js'));
  BoardMemory.prototype.observe = () => {};
}
