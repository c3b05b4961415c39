import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/** Where a profile of each measurement goes, for Chromium's DevTools; none is taken without it. */
const folder = process.env.BENCH_PROFILES;

/** Records where this process spends its time, from one {@link Profile.zero} to the next {@link Profile.write}. */
export class Profile {
  private readonly session = new Session();
  private written = 0;

  zero(): void {
    if (folder === undefined) return;
    if (this.written === 0) this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.start');
  }

  write(name: string): void {
    if (folder === undefined) return;
    this.written += 1;
    const file = join(folder, `${name}-${process.pid}-${this.written}.cpuprofile`);
    this.session.post('Profiler.stop', (_error, { profile }) => writeFileSync(file, JSON.stringify(profile)));
  }
}
