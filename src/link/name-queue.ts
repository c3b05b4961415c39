import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];
type Resolve = (
  name: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void;

/**
 * Resolves names one at a time, and each only once for all who ask meanwhile. Node resolves names in the four threads that
 * also read files: a name server that does not answer must not take them all. Addresses never come here.
 *
 * @param resolve `dns.lookup`, or one that behaves like it
 */
export function createNameQueue(resolve: Resolve): LookupFunction {
  const askers = new Map<string, Callback[]>();
  const waiting: (() => void)[] = [];
  let isBusy = false;

  function ask(key: string, name: string, options: LookupOptions): void {
    isBusy = true;
    resolve(name, options, (error, address, family) => {
      const callbacks = askers.get(key) ?? [];
      askers.delete(key);
      isBusy = false;
      waiting.shift()?.();
      for (const callback of callbacks) callback(error, address, family);
    });
  }

  return (name, options, callback) => {
    const key = JSON.stringify([name, options.all, options.family, options.hints, options.order]);
    const others = askers.get(key);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    askers.set(key, [callback]);
    if (isBusy) waiting.push(() => ask(key, name, options));
    else ask(key, name, options);
  };
}
