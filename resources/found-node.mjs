/** A config node for a board that was found in the network. */

import { addressOf } from './address.mjs';
import { boardAt } from './other-boards.mjs';
import { printable } from './printable.mjs';

const type = 'esp8266-ws-config';
const defaultPort = 81;
/** Names are announced by anybody: what could be read as more than a name is not saved. */
const plainName = /^(?=.{1,253}$)[\w-]+(\.[\w-]+)*$/;

/**
 * The config node that leads to a found board already, or a new one. It is not in the flows yet.
 *
 * @param {FoundBoard} found
 * @returns {{ id: string, name: string, added: ExistingNode[], fields: object }} `fields`: what is saved of it
 */
export function foundNode({ addresses, host, port: announced }) {
  const port = Number.isInteger(announced) ? Number(announced) : defaultPort;
  const [address = ''] = addresses;
  const isName = addresses.length < 2 && plainName.test(host);
  const place = isName ? host : printable(address);
  const label = printable(host).replace(/\.local$/i, '');
  const name = addresses.length < 2 ? label : `${label} ${place}`;
  const others = [place, printable(address)].map((each) =>
    boardAt(/** @type {EditorNode} */ (/** @type {unknown} */ ({ id: '', type })), addressOf(each, port)),
  );
  const other = others.find((node) => node !== undefined);
  const fields = { ...defaultsOf(type), name: name.replace(/^\$/, ' $'), host: place, port };
  if (other !== undefined) return { id: other.id, name, added: [], fields };
  const id = RED.nodes.id();
  return { id, name, added: [{ id, type, ...fields }], fields };
}

/** @param {string} of a type */
function defaultsOf(of) {
  const { defaults = {} } = RED.nodes.getType(of) ?? {};
  return Object.fromEntries(
    Object.entries(defaults).map(([field, { value }]) => [field, structuredClone(value)]),
  );
}
