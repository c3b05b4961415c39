import { join } from 'node:path';
import type { Boards, ShoreKind } from './boards/process.js';
import type { Plan } from './client/plan.js';
import type { ClientMethods } from './client/process.js';
import { Remote } from './remote.js';
import { boardsOf, type VariantName } from './variants/index.js';

/** Above those that tests take, below those that the system gives to outgoing connections, so that a client never dials itself. */
const firstPort = 20_000;
const lastPort = 30_000;
let nextPort = firstPort;

/** What the client runs on: the whole computer, or with `--small` as much as a Raspberry Pi Zero 2 has for it. */
const clientNode: readonly [string, ...string[]] = process.argv.includes('--small')
  ? ['taskset', '-c', '0', process.execPath, '--expose-gc', '--max-old-space-size=128']
  : [process.execPath, '--expose-gc'];

export interface RigOptions extends Partial<Omit<Plan, 'places'>> {
  readonly boards?: number;
  /** Whether the boards are there when the client starts. */
  readonly boardsAreUp?: boolean;
  /** Boards with their own sketch instead of the bench's, which are cheaper. */
  readonly areVirtual?: boolean;
  /** Another checkout of this package, built, whose nodes are to be used. */
  readonly checkout?: string | undefined;
}

/** Boards in one process and a client in another, connected. */
export class Rig {
  private constructor(
    readonly client: Remote<ClientMethods>,
    private peer: Remote<Boards>,
    private readonly plan: Plan,
    private readonly kind: ShoreKind,
  ) {}

  /** Starts both processes; nothing is deployed yet. */
  static async start(variant: VariantName, options: RigOptions, brokerPort: number): Promise<Rig> {
    const { boards = 1, boardsAreUp = true, areVirtual = false, checkout, role = 'in', ...rest } = options;
    const kind = areVirtual ? 'virtual' : boardsOf(variant);
    const lowest = kind === 'mqtt' ? brokerPort : takePorts(boards);
    const places = Array.from({ length: boards }, (_nothing, index) => ({
      index,
      port: kind === 'mqtt' ? brokerPort : lowest + index,
    }));
    const client = Remote.start<ClientMethods>(join(__dirname, 'client/process.js'), [variant], clientNode);
    const rig = new Rig(client, startBoards(), { ...rest, role, places }, kind);
    if (boardsAreUp) await rig.boards.call('start', kind, lowest, boards);
    await client.call('start', checkout);
    return rig;
  }

  get boards(): Remote<Boards> {
    return this.peer;
  }

  /** Deploys the client's flow. */
  async deploy(): Promise<void> {
    await this.client.call('deploy', this.plan);
  }

  /** Deploys the client's flow, and waits until every board has its link. Returns how long that took. */
  async connect(): Promise<number> {
    const startedAt = performance.now();
    await this.deploy();
    await this.boards.call('linked', this.plan.places.length);
    const tookMs = performance.now() - startedAt;
    // First pongs and subscriptions are still on their way.
    await rest(500);
    return tookMs;
  }

  /** Cuts the power of all boards, and gives it back after a while. Returns how long until all were connected again. */
  async cutPower(seconds: number): Promise<number> {
    await this.peer.kill();
    await rest(1_000 * seconds);
    this.peer = startBoards();
    const { places } = this.plan;
    await this.boards.call('start', this.kind, places[0]!.port, places.length);
    const startedAt = performance.now();
    await this.boards.call('linked', places.length);
    return performance.now() - startedAt;
  }

  async end(): Promise<void> {
    await Promise.all([this.client.kill(), this.peer.kill()]);
  }
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function startBoards(): Remote<Boards> {
  return Remote.start<Boards>(join(__dirname, 'boards/process.js'), []);
}

function takePorts(count: number): number {
  if (nextPort + count > lastPort) nextPort = firstPort;
  nextPort += count;
  return nextPort - count;
}
