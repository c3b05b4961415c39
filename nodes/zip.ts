import { gzipSync } from 'node:zlib';

/** 1 January 1980, the first day that a zip can name: the same files make the same bytes. */
const date = 0x21;
/** Of the program that unpacks: 2.0, which knows deflate. */
const version = 20;
const deflated = 8;

/** A file on its way into a zip. */
interface Entry {
  readonly name: Buffer;
  readonly bytes: Buffer;
  readonly size: number;
  readonly crc32: number;
}

/**
 * Packs files into a zip, in their order.
 *
 * @param files what the files hold, by their paths in the zip: ASCII, with `/` between folders; together below 4 GiB
 */
export function zip(files: ReadonlyMap<string, Buffer>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of [...files].map(entryOf)) {
    const local = Buffer.concat([header(0x04034b50, entry, 30, 4), entry.name, entry.bytes]);
    const listed = header(0x02014b50, entry, 46, 6);
    listed.writeUInt16LE(version, 4);
    listed.writeUInt32LE(offset, 42);
    locals.push(local);
    central.push(listed, entry.name);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...locals, directory, end(files.size, directory.length, offset)]);
}

/** Gzip packs as a zip does, between 10 bytes before, and checksum and size, 4 bytes each, behind. */
function entryOf([name, content]: readonly [string, Buffer]): Entry {
  const packed = gzipSync(content);
  return {
    name: Buffer.from(name, 'ascii'),
    bytes: packed.subarray(10, -8),
    size: content.length,
    crc32: packed.readUInt32LE(packed.length - 8),
  };
}

/** The header before a file, or of a file in the directory: what both say stands from `at` on. What is not set is 0. */
function header(signature: number, { bytes, crc32, name, size }: Entry, length: number, at: number): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUInt32LE(signature, 0);
  buffer.writeUInt16LE(version, at);
  buffer.writeUInt16LE(deflated, at + 4);
  buffer.writeUInt16LE(date, at + 8);
  buffer.writeUInt32LE(crc32, at + 10);
  buffer.writeUInt32LE(bytes.length, at + 14);
  buffer.writeUInt32LE(size, at + 18);
  buffer.writeUInt16LE(name.length, at + 22);
  return buffer;
}

/** What a zip ends with, and is read from: how many files its directory names, its size, and where it begins. */
function end(count: number, size: number, offset: number): Buffer {
  const buffer = Buffer.alloc(22);
  buffer.writeUInt32LE(0x06054b50, 0);
  buffer.writeUInt16LE(count, 8);
  buffer.writeUInt16LE(count, 10);
  buffer.writeUInt32LE(size, 12);
  buffer.writeUInt32LE(offset, 16);
  return buffer;
}
