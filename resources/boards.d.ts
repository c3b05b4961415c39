/** What the tab *Boards* is told. What is in it may come from boards: text, never HTML. */

/** A row: src/board/overview.ts and plugins/boards.ts describe it. */
interface BoardRowData {
  /** The config node, and of a subflow the one in its template. */
  readonly config: string;
  readonly template?: string;
  /** Whether it was only found by a pattern, so that it gets no login. */
  readonly withholdsLogin?: boolean;
  readonly name: string;
  readonly address: string;
  readonly state: string;
  readonly cause?: string;
  readonly reasons: readonly Reason[];
  readonly roundTripMs?: number;
  readonly signalDbm?: number;
  readonly lastWordMs?: number;
}

interface TopicData extends KnownTopic {
  readonly trend?: TrendData;
}

interface TrendData {
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

interface UptimeData {
  readonly percent?: number;
  readonly outages: number;
  readonly longestOutageMs: number;
}

interface SegmentData {
  readonly fromAgoMs: number;
  readonly toAgoMs: number;
  readonly state: string;
  readonly share?: number;
}

interface EventData {
  readonly kind: string;
  readonly at: number;
  readonly lastAt: number;
  readonly count: number;
  readonly cause?: string;
  readonly detail?: string;
}

type HistoryWindow = 'hour' | 'day';

interface BoardDetailData extends BoardRowData {
  readonly board?: string;
  readonly sketch?: string;
  readonly version?: string;
  readonly id?: string;
  readonly topics: readonly TopicData[];
  readonly uptime: Readonly<Record<HistoryWindow, UptimeData>>;
  readonly strips: Readonly<Record<HistoryWindow, readonly SegmentData[]>>;
  readonly events: readonly EventData[];
  readonly firstSeen?: number;
  readonly lastSeen?: number;
  readonly counters: Description['counters'];
}

type SendEndData =
  | { readonly end: 'answered'; readonly payload?: unknown }
  | { readonly end: 'confirmed' | 'dropped' | 'replaced' }
  | {
      readonly end: 'failed';
      readonly code: string;
      readonly reason: string;
      readonly values: Readonly<Record<string, string | number>>;
    };

/** Texts in the language of the editor. */
interface Words {
  readonly lang: string;
  /** Of the tab. */
  say(key: string, values?: Record<string, unknown>): string;
  /** Of the config node, as its dialog says them. */
  readonly config: EditorNode;
  /** Of the in node: states, and ages. */
  inNode(key: string, values?: Record<string, unknown>): string;
}

/** How something stands, for a colour and a shape. */
type Light = 'good' | 'warning' | 'bad' | 'busy' | 'off';

/** What a row shows. */
interface ShownRow {
  readonly key: string;
  readonly config: string;
  readonly name: string;
  readonly light: Light;
  readonly state: string;
  readonly roundTrip: string;
  readonly signal: string;
  /** 0 to 4 bars. */
  readonly bars: number;
  readonly lastWord: string;
}

interface ShownGroup {
  readonly key: string;
  /** Empty where it needs none. */
  readonly title: string;
  readonly summary: string;
  readonly rows: readonly ShownRow[];
}

interface ShownFound {
  readonly key: string;
  readonly name: string;
  readonly address: string;
  readonly remarks: string;
  readonly isLocked: boolean;
  readonly board: FoundBoard;
}

interface ShownList {
  /** What there is to say of all of them. */
  readonly sentence: string;
  readonly groups: readonly ShownGroup[];
  readonly found: readonly ShownFound[];
  /** How many more have been found. */
  readonly unshown: number;
}

interface ShownValue {
  readonly topic: string;
  readonly value: string;
  readonly unit: string;
  readonly age: string;
  readonly remark: string;
  /** Of an SVG of 120 × 20; empty without numbers. */
  readonly line: string;
}

interface ShownPiece {
  readonly x: number;
  readonly width: number;
  readonly state: string;
  /** 0 to 1. */
  readonly share: number;
}

interface ShownEvent {
  readonly key: string;
  readonly light: Light;
  readonly what: string;
  readonly detail: string;
  readonly when: string;
}

interface ShownBoard {
  /** Why it is not connected, and what to do. */
  readonly sentence: string;
  readonly isConnecting: boolean;
  readonly isPaused: boolean;
  readonly values: readonly ShownValue[];
  readonly windows: Readonly<
    Record<HistoryWindow, { readonly summary: string; readonly pieces: readonly ShownPiece[] }>
  >;
  readonly events: readonly ShownEvent[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly counters: readonly (readonly [label: string, value: string])[];
}
