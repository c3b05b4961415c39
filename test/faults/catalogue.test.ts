import { deepEqual } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/faults.md'), 'utf8');

/** What is said of one number in docs/faults.md. */
interface Row {
  readonly number: string;
  /** Its last cell: files below test/, other rows, or a link to the page that says why there is no test. */
  readonly where: string;
}

/** The rows whose first cell is a number: `N8` of a fault, `3` of an invariant. */
function rowsOf(number: RegExp): Row[] {
  const cells = page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1));
  return cells
    .map(([first = '', ...others]) => ({ number: first.trim(), where: others.at(-1) ?? '' }))
    .filter((row) => number.test(row.number));
}

const faults = rowsOf(/^[A-Z]\d+$/);
const invariants = rowsOf(/^\d+$/);

/**
 * `N8, B4: ` at the beginning of a title, of what stands first in a row of a list that titles are made of, or of what the soak
 * says.
 */
const titled = /(?:\b(?:it|describe|say|compare)\(|\[)\s*['"`]((?:[A-Z]\d+, )*[A-Z]\d+): /g;
/** `3: ` at the beginning of a complaint, `1, 2: ` of the comment of a check. */
const complained = /(?:['"`]|\/\*\* )((?:\d+, )*\d+): /g;

const titles = numbersIn(/\.(test|heavy)\.ts$|^soak\//, titled);
const complaints = numbersIn(/^(model|history)\//, complained);

describe('The fault catalogue', () => {
  it('has each number once', () => {
    const numbers = [...faults, ...invariants].map(({ number }) => number);
    deepEqual(
      numbers.filter((number, at) => numbers.indexOf(number) !== at),
      [],
    );
  });

  it('names for each fault a file in which it is played, or links to the page that says why there is none', () => {
    const isAnswered = ({ where }: Row) => filesIn(where).length > 0 || linksIn(where).length > 0;
    deepEqual(
      faults.filter((row) => !isAnswered(row)),
      [],
    );
  });

  it('knows every number that a title begins with', () => {
    deepEqual(unknown(titles, faults), []);
  });

  it('names only files that are there, and that have a title which begins with the number', () => {
    deepEqual(wrongFiles(faults, titles), []);
  });

  it('says of each invariant which file checks it, or which fault shows it', () => {
    deepEqual(wrongFiles(invariants, complaints), []);
    const known = new Set(faults.map(({ number }) => number));
    const isShown = ({ where }: Row) => filesIn(where).length > 0 || /[A-Z]\d/.test(where);
    deepEqual(
      invariants.filter((row) => !isShown(row)),
      [],
    );
    const shownBy = invariants.flatMap(({ where }) => where.match(/\b[A-Z]\d+\b/g) ?? []);
    deepEqual(
      shownBy.filter((number) => !known.has(number)),
      [],
    );
  });

  it('knows every invariant that the model and the histories complain of', () => {
    deepEqual(unknown(complaints, invariants), []);
  });

  it('links only to what is there', () => {
    deepEqual(
      linksIn(page).filter((link) => !existsSync(join(root, 'docs', link))),
      [],
    );
  });
});

/** Which numbers each file below test/ has, where `pattern` finds them. */
function numbersIn(files: RegExp, pattern: RegExp): Map<string, ReadonlySet<string>> {
  const paths = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && files.test(path),
  );
  return new Map(
    paths.map((path) => {
      const found = readFileSync(join(root, 'test', path), 'utf8').matchAll(pattern);
      return [path, new Set([...found].flatMap(([, numbers = '']) => numbers.split(', ')))];
    }),
  );
}

/** The numbers that no row has, as `file: number`. */
function unknown(byFile: ReadonlyMap<string, ReadonlySet<string>>, rows: readonly Row[]): string[] {
  const known = new Set(rows.map(({ number }) => number));
  return [...byFile].flatMap(([path, numbers]) =>
    [...numbers].filter((number) => !known.has(number)).map((number) => `${path}: ${number}`),
  );
}

/** The files that a row names and that are not there, or do not have its number, as `number: file`. */
function wrongFiles(rows: readonly Row[], byFile: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return rows.flatMap(({ number, where }) =>
    filesIn(where)
      .filter((path) => !byFile.get(path)?.has(number))
      .map((path) => `${number}: ${path}`),
  );
}

function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+\.ts)`/g)].map(([, path = '']) => path);
}

/** The links to files of this repository, without their fragments. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#:]+)[)#]/g)].map(([, link = '']) => link);
}
