import { crc32, inflateRawSync } from 'node:zlib';

/** What a zip holds, as it is read from the directory at its end. Throws where a checksum is wrong. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== 0x06054b50) throw new Error('no end of a directory');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('no entry of a directory');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, contentOf(zip, at, name));
    at += 46 + nameLength;
  }
  return files;
}

function contentOf(zip: Buffer, entry: number, name: string): Buffer {
  const local = zip.readUInt32LE(entry + 42);
  const begin = local + 30 + zip.readUInt16LE(local + 26);
  const content = inflateRawSync(zip.subarray(begin, begin + zip.readUInt32LE(entry + 20)));
  if (crc32(content) !== zip.readUInt32LE(entry + 16)) throw new Error(`${name} has another checksum`);
  if (content.length !== zip.readUInt32LE(entry + 24)) throw new Error(`${name} has another size`);
  return content;
}
