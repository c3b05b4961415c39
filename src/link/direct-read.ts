import type { OnReadOpts } from 'node:net';
import { largestReadBytes } from './reading-pace.js';

/** What the operating system gives goes here first, from whichever board: one is read at a time. */
const received = Buffer.allocUnsafeSlow(largestReadBytes);

/**
 * Options of `net.connect` with which what is read goes past the stream of the socket. Node.js would make room for 64 KiB for each
 * read, and push what came through a queue, which for a short message costs as much as all that we do with it.
 *
 * @param onChunk gets bytes of its own each time, to be emitted as the socket's `data`
 */
export function readDirectly(onChunk: (chunk: Buffer) => void): { readonly onread: OnReadOpts } {
  const callback = (length: number) => {
    const chunk = Buffer.allocUnsafe(length);
    received.copy(chunk, 0, 0, length);
    onChunk(chunk);
    return true;
  };
  return { onread: { buffer: received, callback } };
}
