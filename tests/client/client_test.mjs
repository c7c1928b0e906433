// A client is made of the OpenAPI document, compiled and set to work:
// node client_test.mjs PROGRAM DOCUMENT, in a folder with node_modules; `made` is made there.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RolecallServer } from '../support/rolecall_server.mjs';

const [program, document] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));

// Less than CTest's, which would leave the server behind.
const timeoutSeconds = 500;
setTimeout(() => {
  console.error(`not done within ${timeoutSeconds} seconds`);
  process.exit(1);
}, timeoutSeconds * 1000).unref();

function run(tool, ...args) {
  execFileSync(path.join('node_modules', '.bin', tool), args, { stdio: 'inherit' });
}

await test('a client made of the OpenAPI document', async (t) => {
  fs.rmSync('made', { recursive: true, force: true });
  fs.mkdirSync('made');
  await t.test('is made', () => {
    run('openapi-typescript', document, '--default-non-nullable=false', '-o', 'made/rolecall.ts');
  });
  await t.test('compiles, with what uses it', () => {
    for (const name of ['client.ts', 'client_spec.ts', 'tsconfig.json']) {
      fs.copyFileSync(path.join(here, name), path.join('made', name));
    }
    run('tsc', '--project', 'made');
  });
  const { specifyClient } = await import(pathToFileURL(path.resolve('made/client_spec.js')).href);
  const server = await RolecallServer.start(program);
  try {
    await specifyClient(t, server.url, server.apiKey);
  } finally {
    await server.stop();
  }
});
