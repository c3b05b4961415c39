type Act = () => void;

interface Due {
  readonly at: number;
  readonly act: Act;
}

const real = { clearImmediate, clearTimeout, setImmediate, setTimeout };
const { random } = Math;

/**
 * The event loop and the clock of a process, played: timers, then what has come from the network, then immediates. While
 * installed it takes the place of the real ones; only microtasks stay real. The world outside goes on while the process
 * stands still.
 */
export class FakeTime {
  now = 0;
  private readonly timers = new Map<object, Due>();
  private readonly immediates = new Map<object, Act>();
  private arrived: Act[] = [];
  private readonly outside: Due[] = [];

  /** How many timers and immediates the process has set. */
  get armed(): number {
    return this.timers.size + this.immediates.size;
  }

  /** @param seed of `Math.random` */
  install(seed: number): void {
    let random = seed;
    Math.random = () => {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      return random / 2 ** 32;
    };
    Object.defineProperty(performance, 'now', { configurable: true, value: () => this.now });
    Object.assign(globalThis, {
      clearImmediate: (key: object) => this.immediates.delete(key),
      clearTimeout: (key: object) => this.timers.delete(key),
      setImmediate: (act: Act) => keep(this.immediates, act),
      setTimeout: (act: Act, ms: number) => keep(this.timers, { at: this.now + Math.max(1, ms), act }),
    });
  }

  uninstall(): void {
    Math.random = random;
    Reflect.deleteProperty(performance, 'now');
    Object.assign(globalThis, real);
  }

  /** Something will happen in the world outside, whatever the process does. */
  happen(at: number, act: Act): void {
    const place = this.outside.findIndex((due) => due.at > at);
    this.outside.splice(place < 0 ? this.outside.length : place, 0, { at, act });
  }

  /** Something has come for the process: it will see it when it next looks at the network. */
  arrive(act: Act): void {
    this.arrived.push(act);
  }

  /** Time passes, and the process keeps up with it. */
  async wait(ms: number): Promise<void> {
    const end = this.now + ms;
    do {
      await this.turn();
      const isBusy = this.immediates.size > 0 || this.arrived.length > 0;
      this.pass(isBusy ? this.now : Math.min(end, this.soonest()));
    } while (this.now < end || this.immediates.size > 0 || this.arrived.length > 0);
    await this.turn();
  }

  /** Time passes, and the process stands still. */
  pass(until: number): void {
    while (this.outside.length > 0 && this.outside[0]!.at <= until) {
      const { act, at } = this.outside.shift()!;
      this.now = Math.max(this.now, at);
      act();
    }
    this.now = Math.max(this.now, until);
  }

  /** One turn of the event loop. */
  async turn(): Promise<void> {
    const due = [...this.timers].filter(([, { at }]) => at <= this.now);
    for (const [key, { act }] of due.sort(([, one], [, other]) => one.at - other.at)) {
      if (this.timers.delete(key)) await run(act);
    }
    for (const act of this.arrived.splice(0)) await run(act);
    for (const [key, act] of [...this.immediates]) {
      if (this.immediates.delete(key)) await run(act);
    }
  }

  private soonest(): number {
    let soonest = this.outside[0]?.at ?? Number.POSITIVE_INFINITY;
    for (const { at } of this.timers.values()) soonest = Math.min(soonest, at);
    return soonest;
  }
}

function keep<T>(list: Map<object, T>, what: T): object {
  const key = {};
  list.set(key, what);
  return key;
}

/** Node.js empties its microtasks after each callback. */
async function run(act: Act): Promise<void> {
  act();
  await microtasks();
}

/** Lets what is promised already come about. */
export async function microtasks(): Promise<void> {
  for (let tick = 0; tick < 4; tick += 1) await undefined;
}
