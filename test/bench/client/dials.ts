import { subscribe } from 'node:diagnostics_channel';

/** When this process has opened a TCP socket of its own, whoever in it did. */
export class Dials {
  private readonly times: number[] = [];

  constructor() {
    subscribe('net.client.socket', () => this.times.push(performance.now()));
  }

  zero(): void {
    this.times.length = 0;
  }

  /** When the first one was, monotonic, in milliseconds. */
  get firstAt(): number | undefined {
    return this.times[0];
  }

  get count(): number {
    return this.times.length;
  }

  /** The most dials within any 100 ms. */
  get peak(): number {
    let peak = 0;
    let first = 0;
    for (const [at, time] of this.times.entries()) {
      while (time - this.times[first]! >= 100) first += 1;
      peak = Math.max(peak, at - first + 1);
    }
    return peak;
  }
}
