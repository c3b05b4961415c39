import type { Link } from './link.js';

/** Fills readings up to the sizes that sketches send: 60 to 200 bytes of JSON. */
const sizes = [60, 80, 100, 120, 140, 160, 180, 200];

/** A reading as a sketch says it: a topic message, 60 to 200 bytes long. */
export function reading(number: number): string {
  const bare = `{"topic":"temperature","payload":{"value":21.4,"at":${number},"note":""}}`;
  const room = Math.max(0, sizes[number % sizes.length]! - bare.length);
  return bare.replace('""', `"${'x'.repeat(room)}"`);
}

/** How often a pacing timer looks what is due. */
const tickMs = 1;

/** Lets each link say readings, `perSecond` of them, each in a write of its own. Returns how many were said. */
export async function pace(links: readonly Link[], perSecond: number, seconds: number): Promise<number> {
  const total = Math.round(links.length * perSecond * seconds);
  await onTicks(total, links.length * perSecond, (number) => {
    const link = links[number % links.length]!;
    link.socket.write(link.frame(reading(number)));
  });
  return total;
}

/** Calls back `total` times, `perSecond` times in each second. */
export async function onTicks(
  total: number,
  perSecond: number,
  act: (number: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  let done = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000));
      while (done < due) act(done++);
      if (done < total) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
}
