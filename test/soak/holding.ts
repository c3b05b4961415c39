/** What a process holds at one moment, after its garbage was collected. */
export interface Holding {
  readonly heapBytes: number;
  readonly timers: number;
  readonly sockets: number;
  /** On the process, and on Node-RED's own events. */
  readonly listeners: number;
  /** What it has used since it began. */
  readonly cpuMs: number;
}
