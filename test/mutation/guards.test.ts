import { equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guards } from './guards.js';

describe('The guards that are taken out in turn', () => {
  for (const { file, guard, name } of guards) {
    it(`are each in one place: ${name}`, () => {
      const source = readFileSync(join(__dirname, '../../..', file), 'utf8');
      equal(source.split(guard).length, 2, `Put test/mutation/guards.ts right: in ${file}, ${guard}`);
    });
  }
});
