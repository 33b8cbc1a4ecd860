/** Writes the table of rooms into docs/architecture.md: `node test/support/house/draw-rooms.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, root } from './import-graph.ts';
import { drawRooms } from './rooms.ts';

const file = join(root, 'docs/architecture.md');
const drawn = drawRooms(importGraph(['bench', 'genomes', 'src', 'tasks', 'workers']));
const text = readFileSync(file, 'utf8');
writeFileSync(
  file,
  text.replace(
    /(<!-- rooms -->\n)[\s\S]*?(\n<!-- \/rooms -->)/,
    (_, before, after) => before + drawn + after,
  ),
);
