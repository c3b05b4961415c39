// The process of the client: a Node-RED with the nodes of one variant, or the bare ws library.
import { serve } from '../remote.js';
import { isVariantName, variants } from '../variants/index.js';
import { BareClient } from './bare.js';
import { benchNodes } from './bench-nodes.js';
import { Dials } from './dials.js';
import { EmbeddedClient } from './embedded.js';
import { Ledger } from './ledger.js';
import { Meter, type Usage, type Watch } from './meter.js';
import type { Client, Plan } from './plan.js';
import { Profile } from './profile.js';
import { pushClosed, pushInTurn, pushOpen } from './push.js';

const meter = new Meter();
const ledger = new Ledger(meter);
const dials = new Dials();
const profile = new Profile();
const client = clientFor(process.argv[2] ?? '');

const methods = {
  start: (checkout?: string) => client.start(checkout),

  deploy: (plan: Plan) => client.deploy(plan),

  zero(watch: Watch = {}): void {
    ledger.zero();
    dials.zero();
    if (client instanceof EmbeddedClient) client.forgetReds();
    profile.zero();
    meter.zero(watch);
  },

  usage(): Usage {
    profile.write(process.argv[2] ?? '');
    return meter.read();
  },

  /** Waits until so many messages have arrived since zero. */
  arrived: (count: number) => ledger.until(count),

  /** How many messages have arrived since zero. */
  arrivals: (): number => ledger.arrived,

  /** Sends messages in a closed loop; resolves when all have ended. */
  pushClosed: (text: string, total: number, underWay: number) =>
    pushClosed(client, ledger, text, total, underWay),

  /** Sends messages in turn, each once the one before has ended so many times; how long each took, in milliseconds. */
  pushInTurn: (text: string, total: number, ends: number) => pushInTurn(client, ledger, text, total, ends),

  /** Whether the flow answers what boards say from now on, in the role `all`. */
  answer(isWanted: boolean): void {
    benchNodes.answers = isWanted;
  },

  /** Sends messages without waiting for how they end. */
  pushOpen: (text: string, total: number, perTurn: number) => pushOpen(client, text, total, perTurn),

  /** How messages have ended since zero: `complete`, or the error's code. */
  ended: () => ledger.ended,

  /** How many dials since zero. */
  dials: (): number => dials.count,

  /** How long after the start of the flows the first dial since zero was; less than 0 before their end. */
  firstDialMs: (): number =>
    (dials.firstAt ?? Number.NaN) - (client instanceof EmbeddedClient ? client.startedAt : 0),

  /** The most dials within 100 ms since zero. */
  peakDials: (): number => dials.peak,

  /** When, by the wall clock, a node first showed a red status since zero. */
  redAt: (): number | undefined => (client instanceof EmbeddedClient ? client.redAt : undefined),
};

export type ClientMethods = typeof methods;

function clientFor(name: string): Client {
  if (!isVariantName(name)) throw new Error(`no such variant: ${name}`);
  return name === 'ws' ? new BareClient(ledger) : new EmbeddedClient(variants[name], ledger);
}

serve(methods);
