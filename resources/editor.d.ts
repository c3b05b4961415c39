/** As much of the editor as the dialogs use. */
declare const RED: {
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  notify(text: string, type: 'error'): void;
  notify(text: JQuery, options: { type: 'error' | 'success' | 'warning'; timeout: number }): void;
  readonly comms: { subscribe(topic: string, onMessage: () => void): void };
  readonly events: { on(event: 'deploy', onEvent: () => void): void };
  readonly i18n: { lang(): string };
  readonly nodes: {
    eachConfig(visit: (node: ConfigNode) => void): void;
    eachNode(visit: (node: ConfigNode & FlowNode) => void): void;
    node(
      id: string,
    ): { readonly valid?: boolean; readonly d?: boolean; readonly z?: string; readonly host?: string } | null;
    subflow(id: string | undefined): object | undefined;
    /** The definition of a type; null where it is not installed. */
    getType(type: string): { readonly defaults: Readonly<Record<string, Property>> } | null;
    /** A new one. */
    id(): string;
  };
  readonly user: { hasPermission(name: string): boolean };
  readonly editor: { editConfig(name: string, type: string, id: string): void };
  readonly settings: { readonly httpNodeRoot?: string };
  readonly view: {
    /** Hangs nodes on the mouse; one undo takes all of them away. */
    importNodes(nodes: readonly object[], options: Readonly<Record<string, boolean>>): unknown;
    reveal(id: string): void;
    select(selection: { nodes: FlowNode[] }): void;
  };
  readonly workspaces: { active(): string; isLocked(): boolean };
  readonly utils: {
    getNodeLabel(node: ConfigNode, otherwise: string): string;
    /** Makes HTML without scripts. */
    renderMarkdown(text: string): string;
  };
};

/** A header of a board: its value, or the number of the credential that holds it. */
interface HeaderRow {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly secret?: number;
}

/** As much of the editor's list as the dialogs use. */
interface JQuery {
  editableList<Row extends object>(options: {
    addButton: string;
    addItem(row: JQuery, at: number, data: Row): void;
    removable: boolean;
    removeItem(): void;
    scrollOnAdd?: boolean;
    sortable?: boolean;
    sortItems?(): void;
  }): void;
  editableList(method: 'addItem', data: object): void;
  editableList(method: 'insertItemAt', data: object, at: number): void;
  editableList(method: 'empty'): void;
  editableList(method: 'items'): JQuery;
}

/** A board, or a pattern for boards, of a config node. */
interface HostEntry {
  /** As typed; missing where no `=` was. */
  readonly name?: string | undefined;
  /** An address, a name, or a pattern. */
  readonly host: string;
}

interface ConfigNode {
  readonly id: string;
  readonly type: string;
  /** Disabled. */
  readonly d?: boolean;
  readonly host?: string;
  readonly port: number | string;
}

/** A node in a flow. */
interface FlowNode {
  readonly id: string;
  readonly z: string;
  /** Of our nodes, the config node. */
  readonly board?: string;
}

/** A node as the editor hands it to a dialog. */
// biome-ignore lint/suspicious/noExplicitAny: what a node has saved may be of any kind
type EditorNode = Record<string, any> & {
  _(key: string, values?: Record<string, unknown>): string;
  _def: { category: string; defaults: Record<string, Property>; credentials?: Record<string, Property> };
};

interface Property {
  readonly type?: string;
  readonly required?: boolean;
  readonly value?: unknown;
  readonly validate?: Partial<Verdict>;
}

interface Verdict {
  /** Why the value cannot work. */
  reason(node: EditorNode, value: unknown): string | undefined;
  /** Why it may not be what somebody wants. */
  advice(node: EditorNode, value: unknown): string | undefined;
}

/**
 * A key of the node's catalogue, or a list of the key and what its text needs. The editor shows reasons as HTML: they never
 * quote what was typed.
 */
type Fault = string | [key: string, values: Record<string, unknown>];

type FaultOf = (value: string, node: EditorNode) => Fault | undefined;

type Counts = Record<string, number>;

/** A sentence: a key of the catalogue, and what its text names. */
interface Reason {
  readonly key: string;
  readonly values?: Record<string, string | number>;
}

/** What the admin route of a board tells: nodes/board.ts describes it. */
interface Description {
  readonly address: string;
  readonly state: string;
  readonly cause?: string;
  /** Why it is not connected, or cannot confirm messages. */
  readonly reasons: readonly Reason[];
  readonly roundTripMs?: number;
  readonly counters: {
    readonly attempts: number;
    readonly connects: number;
    readonly disconnects: Counts;
    readonly faults: number;
    readonly sent: Counts;
    readonly requests: Counts;
    readonly received: {
      readonly delivered: number;
      readonly dropped: Counts;
      readonly repaired: Counts;
      readonly ignored: Counts;
      readonly evicted: number;
    };
  };
}

/** The same of several boards. */
interface Descriptions {
  readonly boards: readonly (Description & { readonly name: string })[];
  /** What they have counted together. */
  readonly counters: Description['counters'];
}

/** What a search for boards tells: src/discovery describes it. What is in it comes from the network. */
interface Found {
  readonly boards: readonly FoundBoard[];
  /** Whether this computer can ask in its network at all. */
  readonly canAsk: boolean;
  /** Node-RED runs in a container, and nothing has been found. */
  readonly inContainer: boolean;
}

interface FoundBoard {
  readonly host: string;
  /** Several: boards of one name. */
  readonly addresses: readonly string[];
  readonly port?: number;
  readonly text?: { readonly auth?: string; readonly sketch?: string; readonly version?: string };
}

type TestStep = 'name' | 'tcp' | 'handshake' | 'pong' | 'hello';

/** A line of what the test of a connection tells: src/board/connection-test.ts describes it. */
type TestNews =
  /** Where to, and whether the flows are connected there. */
  | { readonly address: string; readonly isLive: boolean }
  /** A step that has worked. */
  | { readonly step: TestStep; readonly ms: number; readonly detail?: string }
  | { readonly end: 'good'; readonly topics: readonly FlowTopic[] }
  | { readonly end: 'no hello' }
  | {
      readonly end: 'failed';
      readonly at: TestStep;
      readonly reasons: readonly Reason[];
      readonly detail: string;
    };

/** What a list below a field offers, how it asks for that, and what choosing does: choice-list.mjs. */
interface ChoiceSource<Answer, Entry> {
  /** Of the list in the page. */
  readonly id: string;
  /** Of the button that opens it. */
  readonly name: string;
  /** The sentence until there is an answer. */
  readonly waiting: string;
  /** Between the first two questions. */
  readonly firstRestMs: number;
  readonly restMs: number;
  /** Why there is nothing to ask for. */
  obstacle?(): string | undefined;
  url(): string;
  read(answer: Answer, openForMs: number): Choices<Entry>;
  /** The sentence for another HTTP status than 200; 0 without an answer. */
  refused(status: number): string;
  /** Tells a row from the others. */
  keyOf(entry: Entry): string;
  /** What is in an entry comes from outside: text, never HTML. */
  fill(button: JQuery, entry: Entry): void;
  choose(entry: Entry): void;
  /** Whether one is chosen after another. */
  staysOpen?(): boolean;
}

interface Choices<Entry> {
  readonly sentence: string;
  readonly entries: readonly Entry[];
  /** What to do, below the sentence. */
  advice?(): JQuery[];
}

/** What is told of a topic of a board: src/board/known-topics.ts describes it. What is in it comes from the board. */
interface KnownTopic {
  readonly topic: string;
  readonly type?: string;
  readonly unit?: string;
  /** Missing where the board has not described the topic. */
  readonly settable?: boolean;
  readonly event?: boolean;
  /** JSON. */
  readonly value?: string;
  readonly ageMs?: number;
}

/** A topic as the overview tells it: src/board/overview.ts. What is in it comes from the board. */
type FlowTopic = Pick<KnownTopic, 'event' | 'settable' | 'topic' | 'type' | 'unit' | 'value'>;

/** A node, a group or a config node as a flow file holds it. */
interface SavedNode {
  readonly id: string;
  readonly type: string;
  wires?: string[][];
  [field: string]: unknown;
}

/** From left to right; nothing where a column stays empty. */
type FlowRow = (SavedNode | undefined)[];

/** The words for people, by their key under `make` in the catalogue. */
type Say = (key: string, values?: Record<string, unknown>) => string;

/** What all nodes of a board's flow share. */
interface FlowPlace {
  /** The id of the config node. */
  readonly config: string;
  /** What in nodes have as *From board*. */
  readonly from: string;
  /** Of the dashboard. */
  readonly groups: { readonly [name in 'charts' | 'control' | 'now']: SavedNode };
  readonly isOneOfSeveral: boolean;
  /** Of the board. */
  readonly name: string;
  newId(): string;
  readonly say: Say;
}

/** How a number is shown. */
interface NumberLook {
  /** After the point. */
  readonly digits: number;
  readonly hasChart: boolean;
  readonly hasGauge: boolean;
  readonly last: number | undefined;
  readonly max: number;
  readonly min: number;
}

/** A config node that the flows have, or one that is to be added. */
interface ExistingNode {
  readonly id: string;
  readonly type: string;
  readonly path?: unknown;
}

/** As much as a flow is made of: the overview of a board has more. */
interface FlowSource {
  readonly config: string;
  readonly template?: string;
  readonly name: string;
  readonly topics: readonly FlowTopic[];
}

/** What has come of making a flow. */
interface MadeFlow {
  readonly isMade: boolean;
  /** What to do next, or why there is none. */
  readonly sentence: string;
  /** Of the dashboard's page, once the flow is deployed. */
  readonly url?: string;
}
