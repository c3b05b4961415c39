import { deepEqual, ok } from 'node:assert/strict';
import { Fault } from '../../nodes/fault.js';
import { Recipients } from '../../nodes/sender.js';
import { Fleet, type Leave } from '../../src/fleet/fleet.js';
import { DeliveryError, isUnknown } from '../../src/link/delivery-error.js';
import { encode } from '../../src/message/encode.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { Random } from '../support/random.js';
import { shortSettings } from '../support/settings.js';

/** A message, whom it was for as far as they are members, and what was told of each board. */
interface Sent {
  readonly text: string;
  readonly to: readonly string[];
  /** By board: `confirmed`, or a code. */
  readonly ends: Map<string, string>;
}

const names = ['a', 'b', 'c', 'd'];
const delivery = readDelivery({});
const steps = 60;

/** Random traffic to boards that come and go, by edits of the list and by resets, and what each board knows of it. */
export class FleetHistory {
  private readonly boards = new Map<string, VirtualBoard>();
  private readonly sent: Sent[] = [];
  private readonly pending: Promise<void>[] = [];
  private fleet: Fleet | undefined;
  private recipients: Recipients | undefined;
  private leave: Leave = () => {};

  private constructor(private readonly random: Random) {}

  /** Plays what a seed makes happen. @returns how many messages ended how */
  static async play(seed: number): Promise<ReadonlyMap<string, number>> {
    const history = new FleetHistory(new Random(seed));
    try {
      await history.start();
      for (let step = 0; step < steps; step += 1) await history.step(step);
      await Promise.all(history.pending);
      return history.check();
    } catch (error) {
      throw new Error(`fleet history ${seed}: ${error}`, { cause: error });
    } finally {
      await history.end();
    }
  }

  private async start(): Promise<void> {
    for (const name of names) {
      const board = new VirtualBoard({ sketch: 'echo', port: await freePort() });
      await board.listen();
      this.boards.set(name, board);
    }
    this.edit();
  }

  private async end(): Promise<void> {
    this.leave(true);
    await this.fleet?.close();
    await Promise.all([...this.boards.values()].map((board) => board.close()));
  }

  private async step(number: number): Promise<void> {
    const kind = this.random.pick(['edit', 'reset', 'send', 'send', 'send', 'send', 'send', 'wait', 'wait']);
    if (kind === 'edit') this.edit();
    else if (kind === 'reset') this.boards.get(this.random.pick(names))?.reset();
    else if (kind === 'send') this.send(`message ${number}`);
    else await new Promise((resolve) => setTimeout(resolve, this.random.pick([1, 10, 60])));
  }

  /** As a deploy does it that changes the list: nodes and config node are closed, and made again. */
  private edit(): void {
    const members = names.filter(() => this.random.pick([true, true, false]));
    const places = (members.length > 1 ? members : names.slice(0, 2)).map((name) => ({
      name,
      settings: shortSettings(this.boards.get(name)!.port),
    }));
    const none = () => {};
    const node = { id: 'fleet', warn: none, log: none, debug: none, error: none };
    const earlier = this.fleet;
    this.leave(false);
    earlier?.detach();
    this.fleet = new Fleet(node, places, undefined, {}, (key) => key, earlier);
    this.recipients = new Recipients(this.fleet);
    this.leave = this.recipients.use(none);
  }

  private send(text: string): void {
    const asked = this.random.pick([undefined, this.random.pick(names), names.slice(0, 2), names.slice(1)]);
    const recipients = this.recipients!;
    const sent: Sent = { text, to: asked === undefined ? names : [asked].flat(), ends: new Map() };
    this.sent.push(sent);
    try {
      const meant = recipients.of({ board: asked } as never);
      const act = async ({ board, user }: (typeof meant)[number]) => {
        const end = await board.send(encode(text), user, delivery);
        sent.ends.set(board.name, end);
      };
      this.pending.push(
        recipients.forEach(meant, act).then(
          () => {},
          (fault) => this.note(sent, fault),
        ),
      );
    } catch (error) {
      ok(error instanceof DeliveryError && error.code === 'ERR_UNKNOWN_BOARD', String(error));
    }
  }

  private note({ ends }: Sent, fault: unknown): void {
    ok(fault instanceof Fault, String(fault));
    const { boards } = fault.cause as { boards: Readonly<Record<string, string>> };
    for (const [name, code] of Object.entries(boards)) {
      ok(!ends.has(name), `${name} has ended twice`);
      ends.set(name, code);
    }
  }

  /** Confirmed is exactly once, unknown at most once, and everything else never; nothing reaches who was not asked, or late. */
  private check(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [name, { log }] of this.boards) {
      const texts = log.filter(({ type }) => type === 'text').map(({ payload }) => String(payload));
      for (const { ends, text, to } of this.sent) {
        const times = texts.filter((each) => each === text).length;
        const end = ends.get(name) ?? 'not asked';
        ok(end === 'not asked' || to.includes(name), `${name} was sent ${text}, which is for ${to}`);
        counts.set(end, (counts.get(end) ?? 0) + 1);
        if (end === 'confirmed') ok(times === 1, `${name} has ${text} ${times} times, confirmed`);
        else ok(times <= (isUnknown(end) ? 1 : 0), `${name} has ${text} ${times} times: ${end}`);
      }
      const order = this.sent.map(({ text }) => text).filter((text) => texts.includes(text));
      deepEqual(texts, order, `${name} has them in another order`);
    }
    return counts;
  }
}
