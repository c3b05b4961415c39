import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** What the client's process has used since the meter was set to zero. */
export interface Usage {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most that the process grew by meanwhile, as the operating system sees it. */
  readonly peakMB: number;
  /** What it has kept: heap and buffers after a garbage collection; NaN if nobody asked for it. */
  readonly keptMB: number;
  /** How late the event loop was, at most, in 99 % of all looks; infinite if nobody asked for them. */
  readonly loopDelayP99Ms: number;
}

/** What is looked at beside the processor, where somebody asks for it: each look costs some of what is measured. */
export interface Watch {
  readonly loop?: boolean;
  /** Collects garbage, before and after. V8 goes on with that for seconds, beside what is measured, and again some 8 s later. */
  readonly memory?: boolean;
}

/** How often the event loop is looked at, where it is: that takes 0.7 % of a core, more than an idle Node-RED. */
const resolutionMs = 10;

/** Measures its own process. */
export class Meter {
  private cpu = process.cpuUsage();
  private wall = performance.now();
  private rss = 0;
  private peakRss = 0;
  private heldBytes: number | undefined;
  private delay: IntervalHistogram | undefined;

  zero({ loop = false, memory = false }: Watch): void {
    this.heldBytes = memory ? held() : undefined;
    this.rss = process.memoryUsage.rss();
    this.peakRss = this.rss;
    this.delay?.disable();
    this.delay = loop ? monitorEventLoopDelay({ resolution: resolutionMs }) : undefined;
    this.delay?.enable();
    this.cpu = process.cpuUsage();
    this.wall = performance.now();
  }

  /** Looks at the memory; to be called often. */
  look(): void {
    this.peakRss = Math.max(this.peakRss, process.memoryUsage.rss());
  }

  read(): Usage {
    const { system, user } = process.cpuUsage(this.cpu);
    const wallMs = performance.now() - this.wall;
    this.delay?.disable();
    this.look();
    return {
      cpuMs: (system + user) / 1_000,
      wallMs,
      peakMB: (this.peakRss - this.rss) / 1e6,
      keptMB: this.heldBytes === undefined ? Number.NaN : (held() - this.heldBytes) / 1e6,
      loopDelayP99Ms: Math.max(
        0,
        (this.delay?.percentile(99) ?? Number.POSITIVE_INFINITY) / 1e6 - resolutionMs,
      ),
    };
  }
}

function held(): number {
  global.gc?.();
  const { external, heapUsed } = process.memoryUsage();
  return external + heapUsed;
}
