import { ok } from 'node:assert/strict';
import type { Report } from '../../src/link/report.js';
import type { User } from '../../src/link/users.js';
import { decode, type Format } from '../../src/message/decode.js';

const formats: readonly Format[] = ['auto', 'json', 'text', 'buffer'];

/** A user that makes of each message what the in nodes would, and throws where that could do harm. */
export class Reader implements User {
  /** Settles when the link is gone, or never came about. */
  readonly lost: Promise<void>;
  private lose!: () => void;

  constructor() {
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    for (const format of formats) checkHarmless(decode(data, isBinary, format).payload);
  }

  onReport({ state }: Report): void {
    if (state === 'lost') this.lose();
  }
}

/** 23: no own `__proto__`, and no deeper than code downstream can follow. */
function checkHarmless(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return;
  ok(depth < 64 && !Object.hasOwn(value, '__proto__'));
  for (const inner of Object.values(value)) checkHarmless(inner, depth + 1);
}
