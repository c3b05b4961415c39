import { createHash, randomUUID } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';

/** Stands for this Node-RED where it has no settings to keep an id in. */
const processId = randomUUID();

/**
 * What a config node's connection calls itself towards its board. Made of this Node-RED's own id too, so that two of them
 * with the same imported flow do not close each other's connections. 16 hexadecimal digits: a board keeps up to 32 bytes.
 */
export function clientNameOf(RED: NodeAPI, node: Node): string {
  const settings = RED.settings as unknown as { available(): boolean; get(key: string): unknown };
  const instanceId = settings.available() ? settings.get('instanceId') : processId;
  return createHash('sha256').update(`${instanceId}/${node.id}`).digest('hex').slice(0, 16);
}
