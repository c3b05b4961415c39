// Puts what tsc leaves behind (dialogs, help, icons, catalogues) beside the compiled nodes.
import { cpSync } from 'node:fs';

cpSync('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });
