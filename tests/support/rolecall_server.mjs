// A real server on a directory of its own, in a temporary folder. Both are gone when it is stopped,
// or else when this process ends.
import assert from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

// So that an end by a signal is one with 'exit', too.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// The URL that the server says it serves.
async function urlSaidBy(server) {
  for await (const line of readline.createInterface({ input: server.stdout })) {
    const said = /^rolecall serves (http:\S+) at position/.exec(line);
    if (said) return said[1];
  }
  throw new Error('the server ended without serving');
}

export class RolecallServer {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rolecall-node-test-'));
  #process;
  #ended;

  // Of an empty directory with an operator, `operator`: username, id and password. `apiKey` is
  // theirs.
  static async start(program) {
    const server = new RolecallServer();
    process.once('exit', () => server.#remove());
    const data = ['--data', path.join(server.#folder, 'data')];
    const bootstrap = ['bootstrap', ...data, '--json', '--username', 'operator'];
    const first = JSON.parse(execFileSync(program, bootstrap, { encoding: 'utf8' }));
    server.apiKey = first.api_key;
    server.#process = spawn(program, ['serve', ...data, '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    server.#ended = once(server.#process, 'exit');
    server.url = await urlSaidBy(server.#process);
    const { id, username } = first.user;
    server.operator = { id, username, password: 'correct horse battery staple' };
    const idEnd = 4 + 32; // rck_ and the id
    server.client = {
      clientId: server.apiKey.slice(0, idEnd),
      clientSecret: server.apiKey.slice(idEnd),
    };
    const { password } = server.operator;
    await server.native('PUT', `/v1/users/${id}/password`, { password });
    return server;
  }

  // What the native dialect answers to the operator.
  async native(method, target, body) {
    const answer = await fetch(this.url + target, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert(answer.ok, `${method} ${target}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  // The types of a user's events, the first one first.
  async historyOf(id) {
    const { events } = await this.native('GET', `/v1/users/${id}/history?limit=1000`);
    return events.map((event) => event.type);
  }

  async stop() {
    this.#process.kill('SIGTERM');
    const [code] = await this.#ended;
    this.#remove();
    assert.strictEqual(code, 0, 'how the server ended');
  }

  #remove() {
    this.#process?.kill('SIGKILL');
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
