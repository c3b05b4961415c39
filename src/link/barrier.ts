/** Tells our pings from those of a sketch or a proxy. */
const magic = Buffer.from('nrws', 'latin1');
const numberBytes = 6;

/** The payload of a ping that carries `number` (0 to 2^48 − 1); a board echoes it in its pong. */
export function encodeBarrier(number: number): Buffer {
  const payload = Buffer.allocUnsafe(magic.length + numberBytes);
  magic.copy(payload);
  payload.writeUIntBE(number, magic.length, numberBytes);
  return payload;
}

/** The number in a pong's payload; undefined where the pong is not the answer to a ping of ours. */
export function decodeBarrier(payload: Buffer): number | undefined {
  if (payload.length !== magic.length + numberBytes || !payload.subarray(0, magic.length).equals(magic))
    return undefined;
  return payload.readUIntBE(magic.length, numberBytes);
}
