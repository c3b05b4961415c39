import type { AddressOwner } from '../board/address-registry.js';
import type { Log } from '../board/board-log.js';

/** The config node of a fleet, as its boards know it: a deploy replaces the node, and the boards that stay do not notice. */
export class Owner implements AddressOwner, Log {
  constructor(public node: AddressOwner & Log) {}

  get id(): string {
    return this.node.id;
  }

  get name(): string | undefined {
    return this.node.name;
  }

  warn(text: string): void {
    this.node.warn(text);
  }

  log(text: string): void {
    this.node.log(text);
  }

  debug(text: string): void {
    this.node.debug(text);
  }

  error(text: string): void {
    this.node.error(text);
  }
}
