import { isAnyArrayBuffer } from 'node:util/types';

/**
 * Whether a value is bytes: a Buffer, any typed array, a DataView, an ArrayBuffer or a SharedArrayBuffer. Those that a Function
 * node makes are bytes, too: it runs in a realm of its own, whose `Uint8Array` is another class than ours.
 */
export function isBytes(value: unknown): value is ArrayBufferView | ArrayBufferLike {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

/**
 * Copies exactly the bytes that a value shows, in the order in which they are in memory.
 *
 * @throws {TypeError} where the memory is gone, because it was transferred or became smaller
 */
export function copyBytes(value: ArrayBufferView | ArrayBufferLike): Buffer {
  const shown = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  return Buffer.from(shown);
}
